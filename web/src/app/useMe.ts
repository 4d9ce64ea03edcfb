import { useQuery } from '@tanstack/react-query';
import { api } from '../api/client';

/** Who is signed in, as the server knows it. */
export function useMe() {
  return useQuery({ queryKey: ['me'], queryFn: ({ signal }) => api.me(signal) });
}
