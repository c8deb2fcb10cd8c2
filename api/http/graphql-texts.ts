import type { Bilingual } from '../../consent/kernel/bilingual.js';

/**
 * Chinese for the messages that graphql-js, Apollo and the scalars make of a document, its variables and its request. The
 * English is theirs, word for word. `test/api/http/graphql-texts.test.ts` produces each of them, so that one which a new
 * version words differently is found.
 */
const CHINESE: readonly (readonly [english: RegExp, chinese: string])[] = [
  // Syntax (graphql-js, language/).
  [
    /^Unexpected single quote character \('\), did you mean to use a double quote \("\)\?$/,
    '出现单引号（\'）；字符串请用双引号（"）',
  ],
  [/^Unexpected character: (.+)\.$/s, '出现意外的字符：$1。'],
  [/^Invalid number, unexpected digit after 0: (.+)\.$/s, '数字无效：0 之后不应有数字 $1。'],
  [/^Invalid number, expected digit but got: (.+)\.$/s, '数字无效：此处应为数字，却是 $1。'],
  [/^Invalid character within String: (.+)\.$/s, '字符串中有无效字符：$1。'],
  [/^Unterminated string\.$/, '字符串没有结束。'],
  [/^Invalid Unicode escape sequence: (.+)\.$/s, 'Unicode 转义无效：$1。'],
  [/^Invalid character escape sequence: (.+)\.$/s, '字符转义无效：$1。'],
  [/^Unexpected variable (.+) in constant value\.$/s, '常量中不能使用变量 $1。'],
  [/^Unexpected description, .+$/s, '此处不能写说明文字。'],
  [/^Unexpected (.+)\.$/s, '出现意外的 $1。'],

  // Validation (graphql-js, validation/rules/).
  [/^The (.+) definition is not executable\.$/s, '定义 $1 不能执行。请只发送操作和片段。'],
  [/^Cannot query field (".+") on type (".+")\.$/s, '类型 $2 没有字段 $1。'],
  [/^Fragment cannot condition on non composite type (".+")\.$/s, '片段不能以 $1 为条件：它没有字段。'],
  [
    /^Fragment (".+") cannot condition on non composite type (".+")\.$/s,
    '片段 $1 不能以 $2 为条件：它没有字段。',
  ],
  [/^Unknown argument (".+") on field (".+")\.$/s, '字段 $2 没有参数 $1。'],
  [/^Unknown argument (".+") on directive (".+")\.$/s, '指令 $2 没有参数 $1。'],
  [/^Unknown directive (".+")\.$/s, '没有指令 $1。'],
  [/^Directive (".+") may not be used on (.+)\.$/s, '指令 $1 不能用于 $2。'],
  [/^Unknown fragment (".+")\.$/s, '没有片段 $1。'],
  [/^Unknown type (".+")\.$/s, '没有类型 $1。'],
  [
    /^This anonymous operation must be the only defined operation\.$/,
    '没有名称的操作须是唯一的操作。请为各项操作命名。',
  ],
  [/^Cannot spread fragment (".+") within itself via (.+)\.$/s, '片段 $1 经由 $2 包含了自身。'],
  [/^Cannot spread fragment (".+") within itself\.$/s, '片段 $1 包含了自身。'],
  [/^Fragment (".+") spreads itself\.$/s, '片段 $1 包含了自身。'],
  [/^Variable (".+") is not defined by operation (".+")\.$/s, '操作 $2 没有声明变量 $1。'],
  [/^Variable (".+") is not defined\.$/s, '没有声明变量 $1。'],
  [/^Fragment (".+") is never used\.$/s, '片段 $1 没有用到。请去掉。'],
  [/^Variable (".+") is never used in operation (".+")\.$/s, '操作 $2 没有用到变量 $1。请去掉。'],
  [/^Variable (".+") is never used\.$/s, '变量 $1 没有用到。请去掉。'],
  [
    /^Fields (".+?") conflict because .+\. Use different aliases on the fields to fetch both if this was intentional\.$/s,
    '$1 在同一处指向了不同的字段或参数。如需都取，请使用不同的别名。',
  ],
  [
    /^Fragment cannot be spread here as objects of type (".+") can never be of type (".+")\.$/s,
    '此处不能使用该片段：类型 $1 不会是 $2。',
  ],
  [
    /^Fragment (".+") cannot be spread here as objects of type (".+") can never be of type (".+")\.$/s,
    '此处不能使用片段 $1：类型 $2 不会是 $3。',
  ],
  [
    /^Field (".+") must not have a selection since type (".+") has no subfields\.$/s,
    '字段 $1 的类型 $2 没有子字段。请去掉其选择。',
  ],
  [
    /^Field (".+") of type (".+") must have a selection of subfields\.$/s,
    '字段 $1 的类型为 $2，须选择子字段。',
  ],
  [
    /^Field (".+") of type (".+") must have at least one field selected\.$/s,
    '字段 $1 的类型为 $2，须至少选择一个子字段。',
  ],
  [/^There can be only one argument named (".+")\.$/s, '参数 $1 只能写一次。'],
  [/^The directive (".+") can only be used once at this location\.$/s, '指令 $1 在此处只能用一次。'],
  [/^There can be only one fragment named (".+")\.$/s, '名为 $1 的片段只能有一个。'],
  [/^There can be only one input field named (".+")\.$/s, '输入字段 $1 只能写一次。'],
  [/^There can be only one operation named (".+")\.$/s, '名为 $1 的操作只能有一个。'],
  [/^There can be only one variable named (".+")\.$/s, '变量 $1 只能声明一次。'],
  [/^Field (".+") is not defined by type (".+")\.$/s, '类型 $2 没有字段 $1。'],
  [
    /^Field (".+") argument (".+") of type (".+") is required, but it was not provided\.$/s,
    '字段 $1 的参数 $2（类型 $3）必填，没有给出。',
  ],
  [
    /^Directive (".+") argument (".+") of type (".+") is required, but it was not provided\.$/s,
    '指令 $1 的参数 $2（类型 $3）必填，没有给出。',
  ],
  [/^Field (".+") of required type (".+") was not provided\.$/s, '字段 $1（类型 $2）必填，没有给出。'],
  [/^Expected value of type (".+"), found (.+)\.$/s, '此处的值应为 $1 类型，却是 $2。'],
  [/^OneOf Input Object (".+") must specify exactly one key\.$/s, '$1 须且只须给出一个字段。'],
  [/^Exactly one key must be specified for OneOf type (".+")\.$/s, '$1 须且只须给出一个字段。'],
  [/^Field (".+") must be non-null\.$/s, '字段 $1 不能为 null。'],
  [/^Variable (".+") cannot be non-input type (".+")\.$/s, '变量 $1 的类型 $2 不能用于输入。'],
  [
    /^Variable (".+") of type (".+") used in position expecting type (".+")\.$/s,
    '变量 $1 的类型为 $2，此处应为 $3。',
  ],
  [
    /^Variable (".+") is of type (".+") but must be non-nullable to be used for OneOf Input Object (".+")\.$/s,
    '变量 $1 的类型为 $2；用于 $3 时不能为 null。',
  ],
  [/^Maximum introspection depth exceeded$/, '内省查询嵌套过深。请减少层次。'],

  // After the messages about values, which begin in the same way.
  [/^Expected (.+), found (.+)\.$/s, '此处应为 $1，却是 $2。'],

  // Variables and values (graphql-js, execution/, type/, utilities/).
  [
    /^Must provide operation name if query contains multiple operations\.$/,
    '查询含有多项操作，请用 operationName 指明一项。',
  ],
  [/^Unknown operation named (".+")\.$/s, '没有名为 $1 的操作。'],
  [/^Must provide an operation\.$/, '没有操作。请至少写一项操作。'],
  [/^Schema is not configured (?:for|to execute) (\w+?)s?(?: operation)?\.$/, '本平台没有 $1 类操作。'],
  [
    /^Too many errors processing variables, error limit reached\. Execution aborted\.$/,
    '变量中的错误过多，已停止检查。请改正后重试。',
  ],
  [
    /^Variable (".+") expected value of type (".+") which cannot be used as an input type\.$/s,
    '变量 $1 的类型 $2 不能用于输入。',
  ],
  [/^Variable (".+") of non-null type (".+") must not be null\.$/s, '变量 $1（类型 $2）不能为 null。'],
  [/^Variable (".+") of required type (".+") was not provided\.$/s, '变量 $1（类型 $2）必填，没有给出。'],
  [/^Argument (".+") of required type (".+") was not provided\.$/s, '参数 $1（类型 $2）必填，没有给出。'],
  [
    /^Argument (".+") of required type (".+") was provided the variable (".+") which was not provided a runtime value\.$/s,
    '参数 $1（类型 $2）必填，但变量 $3 没有值。',
  ],
  [/^Argument (".+") of non-null type (".+") must not be null\.$/s, '参数 $1（类型 $2）不能为 null。'],
  [/^Argument (".+") has invalid value (.+)\.$/s, '参数 $1 的值无效：$2。'],
  [/^Expected non-nullable type (".+") not to be null\.$/s, '类型 $1 的值不能为 null。'],
  [/^Expected type (".+") to be an object\.$/s, '类型 $1 的值应为对象。'],
  [/^Expected type (".+")\.$/s, '此处的值应为 $1 类型。'],
  [/^Int cannot represent non-integer value: (.+)$/s, 'Int 应为整数，却是 $1。'],
  [/^Int cannot represent non 32-bit signed integer value: (.+)$/s, 'Int 应为 32 位整数，却是 $1。'],
  [/^Float cannot represent non numeric value: (.+)$/s, 'Float 应为数值，却是 $1。'],
  [/^String cannot represent (?:a non string )?value: (.+)$/s, 'String 应为字符串，却是 $1。'],
  [/^Boolean cannot represent a non boolean value: (.+)$/s, 'Boolean 应为 true 或 false，却是 $1。'],
  [/^ID cannot represent (?:a non-string and non-integer )?value: (.+)$/s, 'ID 应为字符串或整数，却是 $1。'],
  [/^Enum (".+?") cannot represent (?:non-string |non-enum )?value: (.+?)\.?$/s, '枚举 $1 没有取值 $2。'],
  [/^Value (".+") does not exist in (".+") enum\.$/s, '枚举 $2 没有取值 $1。'],

  // Scalars (schema/scalars/, graphql-scalars).
  [/^A Date is a real day written YYYY-MM-DD\.$/, 'Date 应为真实的日期，写作 YYYY-MM-DD。'],
  [/^A Decimal is written as a string such as "1280\.50"\.$/, 'Decimal 应写作字符串，如 "1280.50"。'],
  [
    /^DateTime cannot represent an invalid date-time-string (.*)\.$/s,
    'DateTime 应为带时区的 RFC 3339 时间，却是 $1。',
  ],
  [/^DateTime cannot represent .+$/s, 'DateTime 应为带时区的 RFC 3339 时间。'],

  // Requests (Apollo Server).
  [
    /^GraphQL introspection is not allowed by Apollo Server, .+$/s,
    '生产环境不提供内省。模式见 /schema.graphql。',
  ],
  [/^.+ recursively requests too many selections\.$/s, '片段相互包含，选择的字段过多。请减少。'],
  [/^GraphQL queries must be strings\..*$/s, 'query 应为字符串。'],
  [
    /^GraphQL operations must contain a non-empty `query` or a `persistedQuery` extension\.$/,
    'query 不能为空。',
  ],
  [
    /^POST body missing, invalid Content-Type, or JSON object has no keys\.$/,
    '请求体为空，或不是 JSON 对象。',
  ],
  [
    /^(`\w+`) in a POST body should be provided as an object, not a recursively JSON-encoded string\.$/,
    '$1 应为对象，不能是 JSON 字符串。',
  ],
  [/^(`\w+`) in a POST body must be an object if provided\.$/, '$1 应为对象。'],
  [/^`operationName` in a POST body must be a string if provided\.$/, '`operationName` 应为字符串。'],
  [/^The '?(\w+)'? search parameter may only be specified once\.$/, '网址参数 $1 只能写一次。'],
  [/^The (\w+) search parameter .+$/s, '网址参数 $1 应为 JSON 对象。'],
  [
    /^An 'accept' header was provided for this request which does not accept .+$/s,
    '请求头 Accept 须接受 application/graphql-response+json 或 application/json。',
  ],
];

/** Messages that end with another message. */
const PREFIXES: readonly (readonly [english: RegExp, chinese: string])[] = [
  [/^Syntax Error: (.+)$/s, '语法错误：'],
  [/^Variable (".+?") got invalid value .* at "(?:\w+)\.(.+?)"; (.+)$/s, '变量 $1 的 $2 的值无效：'],
  [/^Variable (".+?") got invalid value .*?; (.+)$/s, '变量 $1 的值无效：'],
  [/^Expected value of type (".+?"), found .+?; (.+)$/s, '此处的值应为 $1 类型：'],
  [/^Expected type (".+?")\. (.+)$/s, '此处的值应为 $1 类型：'],
];

const SUGGESTION = /^(.+?)\s?Did you mean (?:the enum value |to use (?:an inline fragment on )?)?(.+)\?$/s;

/** What is told in Chinese of a message that is not in the table, as of a new version of a package. */
const UNKNOWN = '请求不符合 GraphQL 或本平台的模式（schema.graphql）。请对照模式检查。';

/** The message of graphql-js, Apollo or a scalar in both languages. */
export const graphqlText = (english: string): Bilingual => ({
  en: english,
  zh: chineseOf(english) ?? UNKNOWN,
});

/** @returns null if the table does not have it */
export function chineseOf(english: string): string | null {
  const suggestion = SUGGESTION.exec(english);
  if (suggestion) {
    const problem = chineseOf(suggestion[1]!);
    return (
      problem &&
      `${problem}是否指 ${suggestion[2]!.replace(', or ', '、').replace(' or ', '、').replaceAll(', ', '、')}？`
    );
  }
  for (const [pattern, chinese] of PREFIXES) {
    const match = pattern.exec(english);
    const rest = match && chineseOf(match.at(-1)!);
    if (rest) return filled(chinese, match) + rest;
  }
  for (const [pattern, chinese] of CHINESE) {
    const match = pattern.exec(english);
    if (match) return filled(chinese, match);
  }
  return null;
}

const filled = (chinese: string, match: RegExpExecArray): string =>
  chinese.replace(/\$(\d)/g, (_, group) => match[Number(group)] ?? '');
