import { styled } from '@mui/material/styles';
import { useRates } from '../../bridge/rates.ts';
import { formatRate } from '../../ui/format.ts';

const WIDTH = 180;
const HEIGHT = 28;

/** The rate of the last minute in one picture: a dip is a pause, a slope a disk or a network that tires. */
export function RatePicture({
  session,
  direction,
  rate,
  live,
}: {
  session: string;
  direction: 'send' | 'receive';
  rate: number;
  live: boolean;
}) {
  const rates = useRates(session);
  const values = direction === 'send' ? rates.out : rates.in;
  const peak = Math.max(1, ...values);
  const step = WIDTH / Math.max(1, values.length - 1);
  const points = values.map(
    (value, i) => `${(i * step).toFixed(1)},${(HEIGHT - (value / peak) * (HEIGHT - 2)).toFixed(1)}`,
  );
  const said = `Rate of the last minute, at most ${formatRate(peak > 1 ? peak : 0)}`;
  return (
    <Picture
      width={WIDTH}
      height={HEIGHT}
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      preserveAspectRatio="none"
      role="img"
      aria-label={live ? `${said}, now ${formatRate(rate)}` : said}
      data-direction={direction}
    >
      <path d={`M0,${HEIGHT - 0.5}H${WIDTH}`} stroke="var(--wb-line)" />
      {points.length > 1 ? (
        <>
          <path
            d={`M0,${HEIGHT}L${points.join('L')}L${WIDTH},${HEIGHT}Z`}
            fill="currentColor"
            opacity={0.25}
          />
          <path d={`M${points.join('L')}`} fill="none" stroke="currentColor" strokeWidth={1.4} />
        </>
      ) : null}
    </Picture>
  );
}

const Picture = styled('svg')({
  flex: `0 0 ${WIDTH}px`,
  color: 'var(--wb-in)',
  '@container (width < 760px)': { flexBasis: 96, width: 96 },
  '&[data-direction="send"]': { color: 'var(--wb-out)' },
});
