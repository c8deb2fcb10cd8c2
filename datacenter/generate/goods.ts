import { type Random, Weighted } from './random.js';

/** An entry of the medical-insurance catalogue (医保目录). */
export interface Good {
  readonly code: string;
  readonly name: string;
  /** Code of the table chrgitm_lv: 甲, 乙, 丙. */
  readonly paymentClass: '01' | '02' | '03';
}

const goods = (entries: string): readonly Good[] =>
  entries
    .trim()
    .split('\n')
    .map((line) => {
      const [code, name, paymentClass] = line.trim().split(' ');
      return { code: code!, name: name!, paymentClass: paymentClass as Good['paymentClass'] };
    });

const DRUGS = goods(`
  XC08CAB041A001010100001 苯磺酸氨氯地平片 01
  XC09CAX057A001010100002 缬沙坦胶囊 01
  XA10BAE041A001010200003 盐酸二甲双胍缓释片 01
  XB01ACA056A012010100004 阿司匹林肠溶片 01
  XC10AAA245A001010100005 阿托伐他汀钙片 01
  XJ01CAA040E001010100006 阿莫西林胶囊 01
  XR05DBF083A001010100007 复方甘草片 01
  XA02BCA123A012010100008 奥美拉唑肠溶胶囊 01
  XN02BAB001A001010100009 对乙酰氨基酚片 01
  XJ01FAA041A001010100010 阿奇霉素片 01
  XA10BKD001A001010100011 达格列净片 02
  XB01ACL230A001010100012 硫酸氢氯吡格雷片 02
  XJ01DCT062B001010100013 注射用头孢呋辛钠 02
  ZA04BAL0268010100000014 连花清瘟胶囊 02
  ZA12HAF0421010100000015 复方丹参滴丸 02
  ZC01AAB0196010100000016 藿香正气水 02
  XM01AEB193A001010100017 布洛芬缓释胶囊 02
  XR03DCM073A006010100018 孟鲁司特钠咀嚼片 02
  XA11GAW078A001010100019 维生素C泡腾片 03
  XV06DDZ000A000000000020 蛋白粉 03
`);
const SERVICES = goods(`
  001102000010000-110200001 普通门诊诊查费 01
  001204000010000-120400001 肌肉注射 01
  001204000060000-120400006 静脉输液 01
  002501010010000-250101001 血细胞分析 01
  002503010010000-250301001 血清蛋白测定 01
  002503020010000-250302001 葡萄糖测定 01
  002503050010000-250305001 肝功能检查 01
  002507010010000-250701001 心电图 01
  002102000010000-210200001 X线计算机体层平扫 02
  002203020010000-220302001 彩色多普勒超声检查 02
  002103000010000-210300001 磁共振平扫 02
  002502020010000-250202001 凝血功能检查 02
  003103000010000-310300001 视力检查 01
  004500000010000-450000001 电针治疗 02
  001101000010000-110100001 特需门诊诊查费 03
  003317000010000-331700001 健康体检 03
`);
const WARD = goods(`
  001109000010000-110900001 普通床位费 01
  001201000030000-120100003 二级护理 01
  001201000020000-120100002 一级护理 01
  001102000050000-110200005 住院诊查费 01
  C0301010010000000000100 一次性使用输液器 02
  C0201010020000000000200 一次性使用注射器 01
  C1402010030000000000300 医用敷料 02
  003306000010000-330600001 全身麻醉 02
  003315000010000-331500001 手术费 02
  C0401010040000000000400 进口吻合器 03
  001110000010000-111000001 陪护床位费 03
`);

export const pharmacyGoods = DRUGS;
export const outpatientGoods = [...SERVICES, ...DRUGS];
export const inpatientGoods = [...WARD, ...SERVICES, ...DRUGS];

const byClass = (from: readonly Good[]) =>
  (['01', '02', '03'] as const).map((wanted) => from.filter(({ paymentClass }) => paymentClass === wanted));

/** Draws goods; the shares of the classes 甲, 乙 and 丙 are fixed and don't depend on the number of their entries. */
export class Basket {
  private readonly classes: Weighted<readonly Good[]>;

  constructor(from: readonly Good[]) {
    const [first, second, third] = byClass(from);
    this.classes = new Weighted([
      [first!, 50],
      [second!, 43],
      [third!, 7],
    ]);
  }

  pick = (random: Random): Good => random.pick(this.classes.pick(random));
}
