package io.penstock.jdbc;

import org.apache.calcite.avatica.AvaticaConnection;
import org.apache.calcite.avatica.AvaticaFactory;
import org.apache.calcite.avatica.DriverVersion;
import org.apache.calcite.avatica.remote.AvaticaRuntimeException;
import org.apache.calcite.avatica.remote.Driver;
import org.jspecify.annotations.Nullable;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.DriverPropertyInfo;
import java.sql.SQLException;
import java.util.Optional;
import java.util.Properties;

/**
 * The driver of {@code jdbc:penstock://host:port/?token=…}. Thread: safe for many at once.
 *
 * <p>{@code transport=avatica}, the usual one, needs nothing but this artifact and speaks to the
 * port of HTTP; {@code transport=flight} hands over to the Flight SQL driver, which must be on the
 * class path: it is five times as large and moves rows faster.
 */
public final class PenstockDriver extends Driver {
    private static final String NAME = "Penstock JDBC Driver";
    private static final String UNKNOWN_VERSION = "0.0";

    /** What our own result sets read, and the stock driver could not. */
    private static final String TIMES = "times";

    static {
        try {
            DriverManager.registerDriver(new PenstockDriver());
        } catch (SQLException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /** A driver; {@link DriverManager} makes its own. */
    public PenstockDriver() {}

    @Override
    protected String getConnectStringPrefix() {
        return Address.PREFIX;
    }

    @Override
    protected AvaticaFactory createFactory() {
        return new PenstockFactory();
    }

    @Override
    protected DriverVersion createDriverVersion() {
        String version =
                Optional.ofNullable(PenstockDriver.class.getPackage().getImplementationVersion())
                        .orElse(UNKNOWN_VERSION);
        return new DriverVersion(
                NAME,
                version,
                "Penstock",
                version,
                false,
                part(version, 0),
                part(version, 1),
                part(version, 0),
                part(version, 1));
    }

    private static int part(String version, int index) {
        String[] parts = version.split("[.-]", -1);
        return index < parts.length && parts[index].matches("\\d{1,9}")
                ? Integer.parseInt(parts[index])
                : 0;
    }

    @Override
    public @Nullable Connection connect(String url, @Nullable Properties info) throws SQLException {
        if (!acceptsURL(url)) {
            return null;
        }
        Properties given = info == null ? new Properties() : info;
        Address address = Address.of(url, given);
        return switch (address.transport()) {
            case AVATICA -> avatica(address);
            case FLIGHT -> flight(address);
        };
    }

    private @Nullable Connection avatica(Address address) throws SQLException {
        Properties properties = new Properties();
        properties.setProperty("url", address.http());
        properties.setProperty("factory", Services.class.getName());
        properties.setProperty("avatica_password", address.token());
        properties.setProperty("user", address.user());
        properties.setProperty(TIMES, "text");
        address.option(Address.FETCH_SIZE)
                .ifPresent(size -> properties.setProperty("fetch_size", size));
        address.option(Address.TIME_ZONE)
                .ifPresent(zone -> properties.setProperty("timeZone", zone));
        try {
            Connection connection = super.connect(Address.PREFIX, properties);
            if (connection instanceof PenstockConnection ours) {
                ours.connectedTo(address);
            }
            return connection;
        } catch (AvaticaRuntimeException e) {
            throw new SQLException(e.getErrorMessage(), e.getSqlState(), e.getErrorCode(), e);
        } catch (RuntimeException e) {
            throw Failures.of("Could not connect to " + address.plain(), e);
        }
    }

    private static Connection flight(Address address) throws SQLException {
        String url = address.flight();
        try {
            DriverManager.getDriver(url);
        } catch (SQLException e) {
            throw new SQLException(
                    "transport=flight needs the Flight SQL driver on the class path:"
                            + " org.apache.arrow:flight-sql-jdbc-driver",
                    "08001",
                    e);
        }
        return DriverManager.getConnection(url);
    }

    @Override
    public DriverPropertyInfo[] getPropertyInfo(String url, Properties info) throws SQLException {
        Address address = Address.of(url, info == null ? new Properties() : info);
        return new DriverPropertyInfo[] {
            property(Address.TOKEN, address.token(), "The token that the server wants"),
            choice(Address.TRANSPORT, address.option(Address.TRANSPORT), "avatica", "flight"),
            choice(Address.TLS, address.option(Address.TLS), "false", "true"),
            property(
                    Address.FETCH_SIZE,
                    address.option(Address.FETCH_SIZE).orElse(null),
                    "Rows of one call; the server chooses when it is not set"),
            property(
                    Address.TIME_ZONE,
                    address.option(Address.TIME_ZONE).orElse(null),
                    "Where java.sql.Timestamp and its like are; the JVM's zone when it is not set")
        };
    }

    private static DriverPropertyInfo property(
            String name, @Nullable String value, String description) {
        DriverPropertyInfo info = new DriverPropertyInfo(name, value);
        info.description = description;
        return info;
    }

    private static DriverPropertyInfo choice(
            String name, Optional<String> value, String usual, String other) {
        DriverPropertyInfo info = property(name, value.orElse(usual), usual + " or " + other);
        info.choices = new String[] {usual, other};
        return info;
    }

    /** What {@link AvaticaConnection} asks its driver for. */
    @Override
    public boolean jdbcCompliant() {
        return false;
    }
}
