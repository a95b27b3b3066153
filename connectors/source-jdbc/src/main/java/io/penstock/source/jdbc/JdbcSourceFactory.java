package io.penstock.source.jdbc;

import io.penstock.spi.ConnectionSettings;
import io.penstock.spi.Source;
import io.penstock.spi.SourceFactory;

/** Opens {@code TYPE jdbc} connections; {@link JdbcSettings} lists their settings. */
public final class JdbcSourceFactory implements SourceFactory {

    @Override
    public String type() {
        return "jdbc";
    }

    @Override
    public Source open(ConnectionSettings settings) {
        JdbcSettings read = JdbcSettings.read(settings);
        Drivers drivers = Drivers.find(read, settings.drivers());
        try {
            return new JdbcSource(read, Database.open(read, drivers));
        } catch (RuntimeException e) {
            drivers.close();
            throw e;
        }
    }
}
