/** Purposes that nobody may request or agree on (docs/rules.md), each with the reason that the refusal names. */
export const PROHIBITED_PURPOSES: Readonly<Record<string, string>> = {
  MARKETING: 'no direct relation to any lawful purpose here (PIPL 6, 24; GB/T 35273-2020 App.B example)',
  INDIVIDUAL_PREMIUM_PRICING:
    'health data to set personal premium (GB/T 35273-2020 App.B; PIPL 24 unreasonable differential treatment)',
  PERSONAL_CREDIT_SCORING:
    '征信业管理条例 14 forbids collecting disease and medical history; income only with written consent',
  EMPLOYMENT_SCREENING: 'no basis; dignity harm (PIPL 28)',
  RESALE_OR_ONWARD_PROVISION:
    'recipient bound to the agreed purpose and recipient (PIPL 23; 征信业管理条例 20)',
  CROSS_BORDER: 'state-organ data stays in the country (PIPL 36, 38-41)',
};
