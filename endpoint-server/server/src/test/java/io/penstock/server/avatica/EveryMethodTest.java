package io.penstock.server.avatica;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;

import io.penstock.server.PenstockServer;
import io.penstock.server.TestProject;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Calls every method of JDBC's interfaces once, each on an object of its own, and compares what
 * comes of it with a list: a value, a result's size, or the kind of refusal. Written anew with
 * {@code -Dgolden=update}.
 */
final class EveryMethodTest {
    private static final Path GOLDEN = Path.of("src/test/resources/avatica");
    private static final String SQL = "SELECT id, s, ts FROM lake.ev WHERE id > 0 ORDER BY id";

    /** Values that differ from run to run, or are objects of no further interest. */
    private static final Set<Class<?>> TOLD =
            Set.of(
                    boolean.class,
                    int.class,
                    long.class,
                    String.class,
                    short.class,
                    byte.class,
                    double.class,
                    float.class);

    private static final ImmutableMap<Class<?>, Object> ARGUMENTS =
            ImmutableMap.<Class<?>, Object>builder()
                    .put(boolean.class, true)
                    .put(byte.class, (byte) 1)
                    .put(short.class, (short) 1)
                    .put(int.class, 1)
                    .put(long.class, 1L)
                    .put(float.class, 1f)
                    .put(double.class, 1d)
                    .buildOrThrow();

    @TempDir private static Path folder;
    private static PenstockServer server;

    @BeforeAll
    static void start() throws IOException, SQLException {
        server =
                TestProject.in(folder)
                        .withShop()
                        .pipe("top", "SELECT id, s FROM lake.ev")
                        .start("query-timeout", "60s");
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static Connection connect(String driver) throws SQLException {
        return driver.equals("penstock")
                ? DriverManager.getConnection(
                        "jdbc:penstock://127.0.0.1:%d/?token=%s"
                                .formatted(server.port(), TestProject.TOKEN))
                : StockDriver.connect(server, driver);
    }

    @ParameterizedTest
    @ValueSource(strings = {"protobuf", "penstock"})
    void answersAsListed(String driver) throws Exception {
        Set<String> lines = new TreeSet<>();
        for (Class<?> type :
                ImmutableList.of(
                        Connection.class,
                        Statement.class,
                        PreparedStatement.class,
                        ResultSet.class,
                        DatabaseMetaData.class)) {
            for (Method method : methods(type)) {
                lines.add(
                        type.getSimpleName()
                                + "."
                                + signature(method)
                                + " = "
                                + outcome(driver, type, method));
            }
        }
        compare(GOLDEN.resolve("methods-" + driver + ".txt"), List.copyOf(lines));
    }

    private static List<Method> methods(Class<?> type) {
        return Arrays.stream(type.getMethods())
                .filter(method -> !method.getName().equals("getConnection"))
                .filter(
                        method ->
                                type == Connection.class
                                        || !method.getDeclaringClass().equals(Statement.class)
                                        || type == Statement.class)
                .sorted(Comparator.comparing(EveryMethodTest::signature))
                .toList();
    }

    private static String signature(Method method) {
        return method.getName()
                + Arrays.stream(method.getParameterTypes())
                        .map(Class::getSimpleName)
                        .collect(Collectors.joining(",", "(", ")"));
    }

    private static String outcome(String driver, Class<?> type, Method method) throws SQLException {
        try (Connection connection = connect(driver);
                Statement statement = connection.createStatement();
                PreparedStatement prepared =
                        connection.prepareStatement("SELECT s FROM lake.ev WHERE id = ?")) {
            prepared.setInt(1, 1);
            ResultSet rows = statement.executeQuery(SQL);
            rows.next();
            Object target =
                    type == Connection.class
                            ? connection
                            : type == Statement.class
                                    ? statement
                                    : type == PreparedStatement.class
                                            ? prepared
                                            : type == ResultSet.class
                                                    ? rows
                                                    : connection.getMetaData();
            return told(method, method.invoke(target, arguments(method)));
        } catch (InvocationTargetException e) {
            return refusal(e.getTargetException());
        } catch (IllegalAccessException e) {
            throw new AssertionError(method.toString(), e);
        }
    }

    private static @Nullable Object[] arguments(Method method) {
        Class<?>[] types = method.getParameterTypes();
        @Nullable Object[] arguments = new Object[types.length];
        for (int i = 0; i < types.length; i++) {
            arguments[i] =
                    types[i] == String.class
                            ? text(method, i)
                            : types[i] == Class.class ? String.class : ARGUMENTS.get(types[i]);
        }
        return arguments;
    }

    /** Names for listings, SQL for statements, a column of the result for its getters. */
    private static @Nullable String text(Method method, int index) {
        if (method.getDeclaringClass() == DatabaseMetaData.class) {
            String[] names = {null, "lake", "ev", null};
            return index < names.length ? names[index] : null;
        }
        return method.getDeclaringClass() == ResultSet.class ? "s" : "SELECT 1 AS one";
    }

    private static String told(Method method, @Nullable Object value) throws SQLException {
        if (value == null) {
            return method.getReturnType() == void.class ? "done" : "null";
        }
        if (value instanceof ResultSet rows && method.getDeclaringClass() != ResultSet.class) {
            int count = 0;
            while (rows.next()) {
                count++;
            }
            return "%d columns, %d rows".formatted(rows.getMetaData().getColumnCount(), count);
        }
        boolean varies = method.getName().matches("getURL|hashCode|.*Functions|.*Version");
        return TOLD.contains(method.getReturnType()) && !varies
                ? value.toString()
                : "a " + method.getReturnType().getSimpleName();
    }

    private static String refusal(Throwable failure) {
        return failure instanceof SQLException
                ? "refused"
                : "refused: " + failure.getClass().getSimpleName();
    }

    private static void compare(Path golden, List<String> lines) throws IOException {
        if ("update".equals(System.getProperty("golden"))) {
            Files.createDirectories(golden.getParent());
            Files.write(golden, lines);
        }
        assertThat(lines).isEqualTo(Files.readAllLines(golden));
    }
}
