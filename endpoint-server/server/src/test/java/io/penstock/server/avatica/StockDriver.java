package io.penstock.server.avatica;

import io.penstock.server.PenstockServer;
import io.penstock.server.TestProject;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Properties;

/** Connections of Avatica's own remote driver. */
public final class StockDriver {
    private StockDriver() {}

    /** The address of the door as the driver has it. */
    static String url(PenstockServer server, String serialization) {
        return "jdbc:avatica:remote:url=%s/avatica;serialization=%s"
                .formatted(server.url(), serialization);
    }

    /** With the token of test projects as the password. */
    static Properties properties() {
        Properties properties = new Properties();
        properties.setProperty("authentication", "BASIC");
        properties.setProperty("avatica_user", "anybody");
        properties.setProperty("avatica_password", TestProject.TOKEN);
        return properties;
    }

    /** A connection with this serialization. */
    public static Connection connect(PenstockServer server, String serialization)
            throws SQLException {
        return DriverManager.getConnection(url(server, serialization), properties());
    }

    /** A connection over protocol buffers. */
    public static Connection connect(PenstockServer server) throws SQLException {
        return connect(server, "protobuf");
    }
}
