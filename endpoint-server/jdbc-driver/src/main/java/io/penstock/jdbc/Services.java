package io.penstock.jdbc;

import org.apache.calcite.avatica.AvaticaConnection;
import org.apache.calcite.avatica.ConnectionConfig;
import org.apache.calcite.avatica.remote.RemoteProtobufService;
import org.apache.calcite.avatica.remote.Service;

import java.net.URI;
import java.util.Optional;

/** What a connection calls; Avatica makes this one by its name. */
public final class Services implements Service.Factory {
    /** Called by Avatica. */
    public Services() {}

    @Override
    public Service create(AvaticaConnection connection) {
        ConnectionConfig config = connection.config();
        return new RemoteProtobufService(
                new HttpCalls(
                        URI.create(config.url()),
                        Optional.ofNullable(config.avaticaPassword()).orElse("")),
                new QuickFrames());
    }
}
