/** Names what can be read and changed of an organization's scope rules. */

import { get, post } from "./client";
import type * as schema from "./schema.gen";

export type ScopeRules = schema.ScopeRulesAnswer;
export type ScopeRule = schema.ScopeRuleAnswer;
export type Condition = schema.ConditionAnswer;

export const scopeRulesQuery = (organization: string) => ({
  queryKey: ["settings", "rules", organization] as const,
  queryFn: ({ signal }: { signal: AbortSignal }) =>
    get<ScopeRules>(`/organizations/${organization}/setting-rules`, {}, signal),
});

export const addScopeRule = (organization: string, name: string, conditions: readonly string[]) =>
  post<ScopeRules>(`/organizations/${organization}/setting-rules`, { name, conditions });
export const changeScopeRule = (id: string, version: number, name: string, conditions: readonly string[]) =>
  post<ScopeRules>(`/setting-rules/${id}`, { version, name, conditions });
export const removeScopeRule = (id: string) => post<ScopeRules>(`/setting-rules/${id}/remove`, {});
export const orderScopeRules = (organization: string, rules: readonly string[], before: readonly string[]) =>
  post<ScopeRules>(`/organizations/${organization}/setting-rules/order`, { rules, before });
