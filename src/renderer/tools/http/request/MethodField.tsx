import Autocomplete from '@mui/material/Autocomplete';
import TextField from '@mui/material/TextField';

/** Those that people know, and the ones of WebDAV and others that a server may ask for. */
const METHODS = [
  'GET',
  'POST',
  'PUT',
  'PATCH',
  'DELETE',
  'HEAD',
  'OPTIONS',
  'TRACE',
  'QUERY',
  'PROPFIND',
  'MKCOL',
  'PURGE',
];

/** Any word; the usual ones can be chosen. */
export function MethodField({ value, onChange }: { value: string; onChange(method: string): void }) {
  return (
    <div data-field="method">
      <Autocomplete
        freeSolo
        disableClearable
        openOnFocus={false}
        forcePopupIcon
        options={METHODS}
        // All of them, whatever stands in the field: it is seldom empty.
        filterOptions={(all) => all}
        inputValue={value}
        value={value}
        onInputChange={(_event, next, reason) => {
          if (reason !== 'reset') onChange(next);
        }}
        onChange={(_event, next) => onChange(next)}
        renderInput={(params) => <TextField {...params} label="Method" className="wb-method" />}
      />
    </div>
  );
}
