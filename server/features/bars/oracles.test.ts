/**
 * Expected: TA-Lib 0.8.1 (Python package TA-Lib 0.8.2) for what it has, else the formula written out in NumPy 2, on the
 * bars of seed 11. Where TA-Lib begins a recursion in a way of its own (the fast average of MACD, Wilder's sums in ADX)
 * the averages begin with the plain mean instead, as the features say they do.
 */
import { EMA, MACD, RSI, WSMA } from "trading-signals";
import { expect, test } from "vitest";
import { randomBars } from "@/server/features/testing/random-bars";
import { BAR_FAMILIES } from "./all-families";
import { FeatureLane } from "./feature-lane";
import { FundingTrack } from "./funding-track";

const MINUTE = 60_000_000;
/** Where a piece of the calendar begins, so that recursions begin with the first bar. */
const START = 110_000 * 256 * MINUTE;
const BARS = randomBars(11, 256, { startAt: START, intervalMicros: MINUTE });
const NAMES = BAR_FAMILIES.flatMap(({ definitions }) => definitions.map(({ name }) => name));

/** Feature, value after the bars 210 and 255. */
const EXPECTED: readonly (readonly [string, number, number])[] = [
  ["ad_line", -3325399.1799833323, -3516597.5205432214],
  ["adx_14", 19.829035567079774, 13.301489438486987],
  ["aroon_down_25", 0.0, 72.0],
  ["aroon_oscillator_25", 100.0, -60.0],
  ["aroon_up_25", 100.0, 12.0],
  ["atr_14", 1163.5689055892146, 971.9403652847595],
  ["autocorrelation_1_50", 0.10203938817369759, -0.31495476149639157],
  ["autocorrelation_5_50", 0.0721745330258989, -0.12054083247678449],
  ["bb_lower_20", 981215.0489939878, 983555.6270396725],
  ["bb_middle_20", 982894.95, 984484.85],
  ["bb_position_20", 0.8414040458023809, 0.5958596631841897],
  ["bb_upper_20", 984574.8510060121, 985414.0729603275],
  ["bb_width_20", 0.003418271720720729, 0.001887734403078969],
  ["cci_20", 116.59773780457286, 29.916989947016663],
  ["chaikin_oscillator", 264391.9325992917, 145802.36289981566],
  ["close_to_sma_10", 0.0010346635166615936, 0.00014758495454181286],
  ["close_to_sma_100", -0.0006614140734116924, 0.0013417385200682475],
  ["close_to_sma_20", 0.0011670117951059211, 0.00018095758406033724],
  ["close_to_sma_200", -0.007010524346147018, -0.0035724943150419186],
  ["close_to_sma_50", 0.0020980022236665175, 0.00014866178391859108],
  ["close_to_vwap_60", 0.0009806358287194339, 0.0004700685836054319],
  ["cmf_20", 0.20467952098794334, 0.12718236509007916],
  ["di_balance_14", 0.1927169538679359, -0.14307394030320641],
  ["donchian_lower_20", 980527.0, 983260.0],
  ["donchian_upper_20", 984597.0, 985764.0],
  ["efficiency_20", 0.1936438697616451, 0.02725594527093061],
  ["ema_12", 983165.4933933878, 984615.6241749828],
  ["ema_12_to_50", 0.00011694090929870171, 0.0002652817104733529],
  ["ema_26", 982695.8190124473, 984550.2790842449],
  ["ema_50", 983050.5345699886, 984354.4929313859],
  ["ema_9", 983341.768871616, 984627.2891319415],
  ["hurst_128", 0.6304966912037763, 0.624836919027744],
  ["ichimoku_base", 982146.0, 984985.5],
  ["ichimoku_conversion", 982745.5, 984382.0],
  ["ichimoku_span_a", 981427.75, 984440.0],
  ["ichimoku_span_b", 983800.0, 982672.5],
  ["keltner_position_20", 0.7610537301314216, 0.5198296054636804],
  ["keltner_upper_20", 985158.4553134502, 986442.9855050782],
  ["macd", 469.6743809405016, 65.3450907379156],
  ["macd_histogram", 166.09153762723122, -5.133470555703084],
  ["macd_ratio", 0.0004772909905679855, 6.636289851240028e-5],
  ["macd_signal", 303.58284331327036, 70.47856129361868],
  ["mfi_14", 65.38137974471536, 63.313157320773904],
  ["minus_di_14", 14.495074225605878, 20.230521862342034],
  ["momentum_10", 2058.0, -609.0],
  ["momentum_20", 2486.0, -251.0],
  ["natr_14", 0.0011824382552667616, 0.0009870791989591966],
  ["obv", -6384173.0, -6030370.0],
  ["permutation_entropy_3_50", 0.9400222247409463, 0.9801618301668524],
  ["permutation_entropy_4_100", 0.9277603220596995, 0.9345749204420064],
  ["plus_di_14", 21.41568667803539, 15.166176722135855],
  ["range_position_100", 0.42560081813533324, 0.7262027935851009],
  ["rank_close_100", 0.445, 0.72],
  ["return_kurtosis_50", -1.038650040063284, -1.0497137253890267],
  ["return_skew_50", 0.19277968407429164, -0.035120340200711656],
  ["roc_1", 0.0003974987063501181, 0.0],
  ["roc_10", 0.0020957571610128066, -0.0006181034272769347],
  ["roc_20", 0.0025327133653097736, -0.00025484458541557946],
  ["roc_3", 0.0006670829155590989, 0.0004612841378203207],
  ["roc_5", 0.0006589423974520894, -0.00046491750759551366],
  ["roc_60", -0.0019240541250523612, 0.001055280213495997],
  ["rsi_14", 59.018494351274384, 50.98508846211778],
  ["rsi_7", 63.47880102769848, 51.00937818269485],
  ["rv_close_20", 7.445366227355201, 5.584458111102519],
  ["rv_garman_klass_20", 8.444680883586296, 6.75321462611516],
  ["rv_parkinson_60", 7.234247448711431, 7.319482968590126],
  ["rv_yang_zhang_20", 8.17930609798965, 6.57045763125197],
  ["rv_yang_zhang_60", 7.362967269860559, 7.3575815423965265],
  ["sar", 980828.52206656, 985459.12],
  ["sma_10", 983024.9, 984517.7],
  ["sma_100", 984693.29, 983343.61],
  ["sma_20", 982894.95, 984484.85],
  ["sma_200", 990989.355, 988193.315],
  ["sma_50", 981981.8, 984516.64],
  ["sma_50_to_200", -0.009089456869090129, -0.0037206029874832236],
  ["stoch_d_14", 79.13194769528445, 55.1517571884984],
  ["stoch_k_14", 79.91214929937898, 57.14856230031952],
  ["volume_ratio_20", 0.2421409798053986, 0.0],
  ["volume_zscore_20", -0.6631836312135714, -1.0500695741231283],
  ["vwap_20", 982640.4415388445, 984598.465559323],
  ["williams_r_14", -13.636363636363635, -43.969648562300314],
  ["zscore_close_50", 1.3126243229828438, 0.24314318936179222],
];

const lane = new FeatureLane("1m", BAR_FAMILIES, new FundingTrack());
const values = BARS.map((bar) => {
  lane.push(bar);
  return lane.values.slice();
});
const valueOf = (name: string, bar: number): number => values[bar]?.[NAMES.indexOf(name)] ?? Number.NaN;

test.each(EXPECTED)("%s agrees with a second implementation", (name, at210, at255) => {
  expect(Math.abs(valueOf(name, 210) - at210)).toBeLessThan(1e-9 * Math.max(1, Math.abs(at210)));
  expect(Math.abs(valueOf(name, 255) - at255)).toBeLessThan(1e-9 * Math.max(1, Math.abs(at255)));
});

test("averages and what is made of them agree with trading-signals once their beginnings are forgotten", () => {
  const [ema, rsi] = [new EMA(12), new RSI(14, WSMA)];
  const macd = new MACD(new EMA(12), new EMA(26), new EMA(9));
  for (const { close } of BARS) {
    ema.add(close);
    rsi.add(close);
    macd.add(close);
  }
  const near = (name: string, other: number | undefined | null, share: number) =>
    expect(Math.abs(valueOf(name, 255) / (other ?? Number.NaN) - 1)).toBeLessThan(share);
  near("ema_12", ema.getResult(), 1e-9);
  near("rsi_14", rsi.getResult(), 1e-6);
  near("macd", macd.getResult()?.macd, 1e-4);
  near("macd_signal", macd.getResult()?.signal, 1e-4);
});
