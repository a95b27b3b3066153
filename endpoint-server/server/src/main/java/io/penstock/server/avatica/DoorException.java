package io.penstock.server.avatica;

import org.apache.calcite.avatica.AvaticaSeverity;
import org.apache.calcite.avatica.remote.AvaticaRuntimeException;

/**
 * A failure as Avatica's handlers turn it into an answer. They send an exception's stack to the
 * client, so this one has none.
 */
final class DoorException extends AvaticaRuntimeException {
    private static final long serialVersionUID = 1L;

    DoorException(String message, int number, String sqlState) {
        super(message, number, sqlState, AvaticaSeverity.ERROR);
    }

    @Override
    public synchronized Throwable fillInStackTrace() {
        return this;
    }

    /** The handlers send this too, beside the message. */
    @Override
    @SuppressWarnings("OverrideThrowableToString")
    public String toString() {
        return getErrorMessage();
    }
}
