package io.penstock.jdbc;

import org.apache.calcite.avatica.ConnectionConfig;
import org.apache.calcite.avatica.remote.AvaticaHttpClient;
import org.apache.calcite.avatica.remote.AvaticaHttpClientFactory;
import org.apache.calcite.avatica.remote.KerberosConnection;

import java.net.URI;
import java.net.URL;
import java.util.Optional;

/** Makes the client of a connection; Avatica makes this one by its name. */
public final class HttpClients implements AvaticaHttpClientFactory {
    /** Called by Avatica. */
    public HttpClients() {}

    @Override
    public AvaticaHttpClient getClient(
            URL url, ConnectionConfig config, KerberosConnection kerberos) {
        return new HttpCalls(
                URI.create(url.toString()),
                Optional.ofNullable(config.avaticaPassword()).orElse(""));
    }
}
