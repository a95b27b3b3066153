package io.penstock.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.sql.Driver;
import java.sql.DriverManager;
import java.sql.DriverPropertyInfo;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Properties;
import java.util.ServiceLoader;

/** URLs of the driver. */
final class AddressTest {
    private static Address of(String url) throws SQLException {
        return Address.of(url, new Properties());
    }

    @ParameterizedTest
    @CsvSource({
        "jdbc:penstock://localhost/, http://localhost:7181/avatica",
        "jdbc:penstock://localhost, http://localhost:7181/avatica",
        "jdbc:penstock://10.0.0.1:80/?token=x, http://10.0.0.1:80/avatica",
        "jdbc:penstock://[::1]:99/, http://[::1]:99/avatica",
        "jdbc:penstock://db.example.org/?tls=true, https://db.example.org:7181/avatica"
    })
    void leadsToTheDoor(String url, String http) throws SQLException {
        assertThat(of(url).http()).isEqualTo(http);
    }

    @Test
    void leadsToFlight() throws SQLException {
        Address address = of("jdbc:penstock://localhost/?transport=flight&token=a%2Bb&tls=true");
        assertThat(address.transport()).isEqualTo(Address.Transport.FLIGHT);
        assertThat(address.flight())
                .isEqualTo(
                        "jdbc:arrow-flight-sql://localhost:7182/?useEncryption=true&token=a%2Bb");
    }

    @Test
    void theUrlWinsOverPropertiesAndATokenOverAPassword() throws SQLException {
        Properties properties = new Properties();
        properties.setProperty("password", "from-password");
        properties.setProperty("unknown", "of some tool");
        assertThat(Address.of("jdbc:penstock://h/", properties).token()).isEqualTo("from-password");
        properties.setProperty("token", "from-property");
        assertThat(Address.of("jdbc:penstock://h/", properties).token()).isEqualTo("from-property");
        assertThat(Address.of("jdbc:penstock://h/?token=from-url", properties).token())
                .isEqualTo("from-url");
        assertThat(Address.of("jdbc:penstock://h:1/?token=secret", properties).plain())
                .isEqualTo("jdbc:penstock://h:1/");
    }

    @ParameterizedTest
    @CsvSource({
        "jdbc:penstock:localhost, must have the form",
        "jdbc:penstock:///, must have the form",
        "jdbc:penstock://h/database?token=secret, must have the form",
        "jdbc:penstock://h/?tokn=secret, Unknown option 'tokn'; known are fetch_size",
        "jdbc:penstock://h/?transport=pigeon, it must be avatica or flight",
        "jdbc:penstock://h/?tls=maybe, it must be true or false",
        "jdbc:penstock://h/?fetch_size=many, it must be a number of rows"
    })
    void whatIsWrongIsNamed(String url, String message) {
        assertThatThrownBy(() -> of(url))
                .isInstanceOf(SQLException.class)
                .hasMessageContaining(message)
                .hasMessageNotContaining("secret");
    }

    @Test
    void otherUrlsAreForOtherDrivers() throws SQLException {
        PenstockDriver driver = new PenstockDriver();
        assertThat(driver.connect("jdbc:other://h/", new Properties())).isNull();
        assertThat(DriverManager.getDriver("jdbc:penstock://h/"))
                .isInstanceOf(PenstockDriver.class);
    }

    @Test
    void flightNeedsItsDriver() {
        assumeThat(ServiceLoader.load(Driver.class))
                .as("no Flight SQL driver beside ours")
                .noneMatch(driver -> driver.getClass().getName().contains("arrow"));
        assertThatThrownBy(() -> DriverManager.getConnection("jdbc:penstock://h/?transport=flight"))
                .isInstanceOf(SQLException.class)
                .hasMessageContaining("org.apache.arrow:flight-sql-jdbc-driver");
    }

    @Test
    void aServerThatIsNotThereIsNamed() {
        assertThatThrownBy(
                        () -> DriverManager.getConnection("jdbc:penstock://127.0.0.1:1/?token=x"))
                .isInstanceOf(SQLException.class)
                .hasMessageContaining("http://127.0.0.1:1/avatica does not answer");
    }

    @Test
    void toolsAreToldTheOptions() throws SQLException {
        DriverPropertyInfo[] properties =
                new PenstockDriver()
                        .getPropertyInfo("jdbc:penstock://h/?tls=true", new Properties());
        assertThat(Arrays.stream(properties).map(property -> property.name))
                .containsExactly("token", "transport", "tls", "fetch_size", "time_zone");
        assertThat(properties[2].value).isEqualTo("true");
        assertThat(properties[1].choices).containsExactly("avatica", "flight");
    }
}
