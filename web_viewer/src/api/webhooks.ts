/** Names what can be read of webhooks and asked of them. */

import { get, post, put } from "./client";
import type * as schema from "./schema.gen";

export type Webhook = schema.Webhook;
export type MadeWebhook = schema.MadeWebhook;
export type Delivery = schema.WebhookDelivery;
export type WebhookForm = schema.Form;

interface Context {
  signal: AbortSignal;
}

export const webhooksQuery = {
  queryKey: ["webhooks", "list"] as const,
  queryFn: ({ signal }: Context) => get<readonly Webhook[]>("/webhooks", {}, signal),
};

export const deliveriesQuery = (id: string) => ({
  queryKey: ["webhooks", "deliveries", id] as const,
  queryFn: ({ signal }: Context) => get<readonly Delivery[]>(`/webhooks/${id}/deliveries`, {}, signal),
});

export const previewQuery = (form: WebhookForm) => ({
  queryKey: ["webhooks", "preview", form] as const,
  queryFn: () => post<schema.Preview>("/webhook-previews", { form }),
  staleTime: Infinity,
});

export const makeWebhook = (made: schema.NewWebhook) => post<MadeWebhook>("/webhooks", made);
export const changeWebhook = (id: string, changed: schema.ChangedWebhook) => put<Webhook>(`/webhooks/${id}`, changed);
export const renewKey = (id: string) => post<MadeWebhook>(`/webhooks/${id}/key`);
export const removeWebhook = (id: string) => post<object>(`/webhooks/${id}/remove`);
export const sendAgain = (id: string, delivery: string) =>
  post<Delivery>(`/webhooks/${id}/deliveries/${delivery}/send`);
