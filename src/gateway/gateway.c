#include "gateway/gateway.h"

#include "filters/filter.h"
#include "gateway/keys.h"
#include "mime/read.h"

struct PtGateway {
  const PtConfig *config;
  PtStore        *store;
  PtKeyStamp      keys;
};

gboolean
pt_gateway_open (const PtConfig *config, PtStoreFlags flags, PtGateway **out_gateway, GError **error)
{
  g_autoptr (PtGateway) gateway = g_new0 (PtGateway, 1);
  gateway->config = config;
  pt_read_init ();
  if (!pt_store_open (config->store, config->raw, flags, &gateway->store, error))
    return FALSE;
  *out_gateway = g_steal_pointer (&gateway);
  return TRUE;
}

void
pt_gateway_close (PtGateway *gateway)
{
  if (!gateway)
    return;
  pt_store_close (gateway->store);
  g_free (gateway);
}

PtStore *
pt_gateway_store (PtGateway *gateway)
{
  return gateway->store;
}

const PtConfig *
pt_gateway_config (PtGateway *gateway)
{
  return gateway->config;
}

void
pt_gateway_refresh_keys (PtGateway *gateway)
{
  pt_keys_refresh (gateway->config, &gateway->keys);
}

PtMessage *
pt_gateway_read (PtGateway *gateway, GBytes *raw, const PtEnvelope *envelope)
{
  const PtPolicy *policy = gateway->config->policy;
  PtReadOptions options = { &policy->limits, policy->authserv_id,
                             (const char *const *) policy->received_by,
                             (const char *const *) policy->spam_headers };
  g_autoptr (PtSource) source = NULL;
  PtMessage *message = pt_read_message (raw, &options, &source);
  pt_filters_annotate (message, source, envelope);
  return message;
}
