import { Button } from 'react-aria-components';
import { Icon } from '../../ui/Icon';
import type { Plan } from './usePlan';

/** What the server would do for the query, in its own words. */
export function PlanPanel({ plan, onClose }: { plan: Plan | null; onClose: () => void }) {
  const { explanation, fault } = plan ?? {};
  return (
    <section className="plan" aria-label="Plan of the query" aria-live="polite" hidden={plan === null}>
      {plan !== null && (
        <>
          <Button className="button quiet square" aria-label="Close the plan" onPress={onClose}><Icon name="close" /></Button>
          {explanation?.slow && <p><Icon name="warning" /> {explanation.slow} {explanation.hint}</p>}
          {explanation === undefined
            ? <p><Icon name="error" /> There is no plan. {fault}</p>
            : <ul>{explanation.steps.map((step) => <li key={step}>{step}</li>)}</ul>}
        </>
      )}
    </section>
  );
}
