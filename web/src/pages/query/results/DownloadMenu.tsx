import { useEffect, useRef, useState } from 'react';
import { Button, Menu, MenuItem, MenuTrigger, Popover } from 'react-aria-components';
import { isAbort } from '../../../api/client';
import { Icon } from '../../../ui/Icon';
import { bytesText } from '../../../ui/text';
import { download, type DownloadFormat, downloadFormats } from '../download';

interface DownloadMenuProps {
  query: string;
  maxRows: number;
}

type Progress = { state: 'none' } | { state: 'running'; label: string; bytes: number } | { state: 'failed'; label: string; message: string };

export function DownloadMenu({ query, maxRows }: DownloadMenuProps) {
  const [progress, setProgress] = useState<Progress>({ state: 'none' });
  const controller = useRef<AbortController | null>(null);
  useEffect(() => () => controller.current?.abort(), []);

  const startDownload = async ({ format, label, extension }: DownloadFormat) => {
    const abort = new AbortController();
    controller.current = abort;
    setProgress({ state: 'running', label, bytes: 0 });
    const stamp = new Date().toISOString().slice(0, 19).replaceAll(/[-:]/g, '');
    try {
      await download({ query, maxRows, format }, `hven-${stamp}.${extension}`, abort.signal, (bytes) => setProgress({ state: 'running', label, bytes }));
      setProgress({ state: 'none' });
    } catch (error) {
      setProgress(isAbort(error) ? { state: 'none' } : { state: 'failed', label, message: error instanceof Error ? error.message : String(error) });
    }
  };

  return (
    <>
      {progress.state === 'running' && (
        <span className="download-progress">
          <i className="spinner" /><span>{progress.label} {bytesText(progress.bytes)}</span>
          <Button className="button quiet square small" aria-label="Stop the download" onPress={() => controller.current?.abort()}><Icon name="close" /></Button>
        </span>
      )}
      {progress.state === 'failed' && (
        <span className="download-failed" role="alert"><Icon name="error" />{progress.label}: {progress.message}</span>
      )}
      <MenuTrigger>
        <Button className="button quiet" isDisabled={progress.state === 'running'}><Icon name="download" />Download<Icon name="down" /></Button>
        <Popover className="popover" placement="bottom end">
          <Menu className="menu" aria-label="Download as" onAction={(key) => void startDownload(downloadFormats.find(({ format }) => format === key)!)}>
            {downloadFormats.map(({ format, label, hint }) => (
              <MenuItem key={format} id={format} className="menu-item" textValue={label}><span>{label}</span><small>{hint}</small></MenuItem>
            ))}
          </Menu>
        </Popover>
      </MenuTrigger>
    </>
  );
}
