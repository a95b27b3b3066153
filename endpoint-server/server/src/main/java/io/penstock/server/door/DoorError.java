package io.penstock.server.door;

import io.penstock.spi.error.ErrorKind;

/** What can be wrong with a statement before anybody looks at its SQL. */
public enum DoorError implements StatusCode {
    /** The token lets its owner read nothing. */
    NOTHING_TO_READ(403, 497),
    /** A pipe that is named beside the SQL. */
    NO_SUCH_PIPE(404, 0),
    /** A template's values have names. */
    TEMPLATE_WITH_VALUES(400, 36);

    private final int status;
    private final int number;

    DoorError(int status, int number) {
        this.status = status;
        this.number = number;
    }

    @Override
    public ErrorKind kind() {
        return ErrorKind.USER;
    }

    @Override
    public int number() {
        return number;
    }

    @Override
    public int status() {
        return status;
    }
}
