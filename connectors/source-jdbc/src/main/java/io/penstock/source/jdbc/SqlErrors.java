package io.penstock.source.jdbc;

import com.google.common.base.Throwables;

import io.penstock.spi.catalog.RemoteDialect;
import io.penstock.spi.engine.QueryContext;
import io.penstock.spi.error.EngineError;
import io.penstock.spi.error.ErrorCode;
import io.penstock.spi.error.QueryException;
import io.penstock.spi.error.SourceError;

import java.sql.SQLException;
import java.sql.SQLInvalidAuthorizationSpecException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLTransientConnectionException;
import java.util.Locale;

/** Turns a driver's exceptions into ours, once, without secrets. */
final class SqlErrors {
    private final JdbcSettings settings;

    SqlErrors(JdbcSettings settings) {
        this.settings = settings;
    }

    /** The error of getting a connection. */
    QueryException connecting(SQLException e) {
        SQLException cause = deepest(e);
        if (isLoginRefused(cause)) {
            return error(SourceError.LOGIN_REFUSED, "%s refuses the login: %s", cause);
        }
        return error(SourceError.UNREACHABLE, "can't reach %s: %s", cause);
    }

    /** The error of running a query or reading its rows. */
    QueryException running(SQLException e, QueryContext context) {
        if (context.isCancelled()) {
            return new QueryException(EngineError.CANCELLED, "Query was cancelled", e);
        }
        if (context.remaining().isZero()) {
            return context.timeoutError();
        }
        SQLException cause = deepest(e);
        return isOverflow(cause)
                ? error(EngineError.OVERFLOW, "a number does not fit its type at %s: %s", cause)
                : metadata(e);
    }

    /** The error of asking about tables. */
    QueryException metadata(SQLException e) {
        SQLException cause = deepest(e);
        if (isLoginRefused(cause)) {
            return error(SourceError.LOGIN_REFUSED, "%s refuses the login: %s", cause);
        }
        if (isConnectionLost(cause)) {
            return error(SourceError.UNREACHABLE, "lost %s: %s", cause);
        }
        if (isTableChanged(cause)) {
            return error(
                    SourceError.TABLE_CHANGED,
                    "a table or column at %s is gone, or is not what it was: %s",
                    cause);
        }
        return error(SourceError.FAILED, "%s: %s", cause);
    }

    /** A driver's message in one line, without our password. */
    String text(SQLException e) {
        String message = String.valueOf(e.getMessage()).strip();
        String line = message.replaceAll("\\s*\\R\\s*", "; ");
        for (String secret : settings.password().stream().toList()) {
            line = secret.isEmpty() ? line : line.replace(secret, "***");
        }
        return line.replace(settings.url().text(), settings.url().shown());
    }

    private QueryException error(ErrorCode code, String what, SQLException e) {
        String message = what.formatted(settings.url().shown(), text(e));
        return new QueryException(
                code, "Connection '%s': %s".formatted(settings.connection(), message), e);
    }

    /** Pools wrap what the driver said. */
    private static SQLException deepest(SQLException e) {
        SQLException deepest = e;
        for (Throwable cause : Throwables.getCausalChain(e)) {
            if (cause instanceof SQLException sql) {
                deepest = sql;
            }
        }
        return deepest;
    }

    private static boolean isLoginRefused(SQLException e) {
        return state(e).startsWith("28") || e instanceof SQLInvalidAuthorizationSpecException;
    }

    private static boolean isConnectionLost(SQLException e) {
        String state = state(e);
        return state.startsWith("08")
                || state.startsWith("57P")
                || state.equals("53300")
                || state.equals("90067")
                || state.equals("90098")
                || state.equals("90121")
                || (state.isEmpty()
                        && (e instanceof SQLTransientConnectionException
                                || e instanceof SQLNonTransientConnectionException));
    }

    /** What was asked is ours to compute as well, so its errors are as well. */
    private boolean isOverflow(SQLException e) {
        return settings.url().dialect() == RemoteDialect.SQLITE
                ? text(e).contains("integer overflow")
                : state(e).equals("22003");
    }

    private boolean isTableChanged(SQLException e) {
        String state = state(e);
        if (settings.url().dialect() == RemoteDialect.SQLITE) {
            String message = text(e).toLowerCase(Locale.ROOT);
            return message.contains("no such table") || message.contains("no such column");
        }
        return state.equals("42P01")
                || state.equals("42703")
                || state.equals("3F000")
                || state.startsWith("42S");
    }

    private static String state(SQLException e) {
        return e.getSQLState() == null ? "" : e.getSQLState();
    }
}
