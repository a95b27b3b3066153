package io.penstock.server.avatica;

import io.penstock.parameter.PipeError;
import io.penstock.planner.PlannerError;
import io.penstock.server.access.AccessError;
import io.penstock.spi.error.EngineError;
import io.penstock.spi.error.ErrorCode;
import io.penstock.spi.error.SourceError;

/** Our errors as SQL states: the standard's classes, PostgreSQL's codes inside them. */
final class SqlStates {
    private SqlStates() {}

    static String of(ErrorCode code) {
        return switch (code) {
            case AvaticaError error -> error.sqlState();
            case AccessError error -> access(error);
            case PlannerError error -> planner(error);
            case EngineError error -> engine(error);
            case SourceError error -> source(error);
            case PipeError error -> pipe(error);
            default -> byKind(code);
        };
    }

    private static String access(AccessError error) {
        return switch (error) {
            case FORBIDDEN, INVALID, NOT_FOUND, CONFLICT -> AvaticaError.FORBIDDEN.sqlState();
            case UNAVAILABLE -> "57P03";
        };
    }

    private static String planner(PlannerError error) {
        return switch (error) {
            case SYNTAX -> "42601";
            case UNKNOWN_COLUMN -> "42703";
            case UNKNOWN_TABLE -> "42P01";
            case UNKNOWN_FUNCTION, ARGUMENT_COUNT, ARGUMENT_TYPE -> "42883";
            case TYPE_MISMATCH, NO_COMMON_TYPE -> "42804";
            case ILLEGAL_AGGREGATION, NOT_AN_AGGREGATE -> "42803";
            case AMBIGUOUS_NAME -> "42702";
            case RESERVED_NAME -> "42939";
            case NOT_A_SELECT -> AvaticaError.READ_ONLY.sqlState();
            case SQL_TOO_LONG, TOO_MANY_COLUMNS -> "54000";
            case NOT_SUPPORTED -> "0A000";
            case INVALID -> "42000";
            case NOT_READABLE -> "42501";
            case INTERNAL -> "XX000";
        };
    }

    private static String engine(EngineError error) {
        return switch (error) {
            case CANNOT_PARSE_TEXT -> "22018";
            case CANNOT_PARSE_DATE, CANNOT_PARSE_DATETIME -> "22007";
            case OVERFLOW -> "22003";
            case DIVISION_BY_ZERO -> "22012";
            case BAD_ARGUMENT -> "22023";
            case SUBQUERY_ROWS -> "21000";
            case TOO_LARGE, RESULT_LIMIT -> "54000";
            case TIMEOUT, CANCELLED -> "57014";
            case MEMORY_LIMIT -> "53200";
            case OVERLOADED -> "53000";
            case BAD_FILE, FILE_MISSING -> "58030";
            case REFUSED, FAILED -> "XX000";
        };
    }

    private static String source(SourceError error) {
        return switch (error) {
            case UNREACHABLE -> "08001";
            case LOGIN_REFUSED -> "28000";
            case TABLE_CHANGED -> "42P01";
            case SETTING_MISSING, SETTING_UNKNOWN, SETTING_INVALID, DRIVER_MISSING -> "F0000";
            case TOO_MANY_COLUMNS -> "54000";
            case FILE_MISSING, BAD_FILE -> "58030";
            case FAILED -> "58000";
        };
    }

    private static String pipe(PipeError error) {
        return switch (error) {
            case PARAMETER_MISSING, PARAMETER_INVALID, PARAMETER_TOO_LARGE -> "22023";
            case TEMPLATE_SYNTAX, TEMPLATE_EVALUATION, TEMPLATE_ERROR, TEMPLATE_CUSTOM_ERROR ->
                    "42000";
            case TEMPLATE_LIMIT -> "54000";
            case SECRET_MISSING -> "F0000";
            case NODE_UNKNOWN -> "42P01";
            case CANNOT_PUBLISH -> "0A000";
        };
    }

    private static String byKind(ErrorCode code) {
        return switch (code.kind()) {
            case USER -> "42000";
            case RESOURCES -> "53000";
            case EXTERNAL -> "58000";
            case INTERNAL -> "XX000";
        };
    }
}
