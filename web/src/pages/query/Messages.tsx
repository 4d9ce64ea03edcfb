import { Button } from 'react-aria-components';
import type { Diagnostic } from '../../api/types';
import { Icon } from '../../ui/Icon';

interface MessagesProps {
  diagnostics: readonly Diagnostic[];
  onGoTo: (diagnostic: Diagnostic) => void;
  onFix: (diagnostic: Diagnostic, suggestion: string) => void;
}

export function Messages({ diagnostics, onGoTo, onFix }: MessagesProps) {
  return (
    <ul className="messages" aria-label="Messages about the query" aria-live="polite" hidden={diagnostics.length === 0}>
      {diagnostics.map((diagnostic) => {
        const { severity, line, column, message, suggestions = [], offset, code } = diagnostic;
        return (
          <li key={`${offset}:${code}:${message}`} className={severity}>
            <Icon name={severity} />
            <Button className="place" onPress={() => onGoTo(diagnostic)} aria-label={`${line}:${column}, go to this ${severity}`}>{line}:{column}</Button>
            <span className="message-text">{message}</span>
            {suggestions.slice(0, 4).map((suggestion) => (
              <Button key={suggestion} className="button small mono" aria-label={`Replace by ${suggestion}`} onPress={() => onFix(diagnostic, suggestion)}>{suggestion}</Button>
            ))}
          </li>
        );
      })}
    </ul>
  );
}
