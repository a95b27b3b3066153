package io.penstock.server.avatica;

import io.penstock.spi.error.ErrorKind;
import io.penstock.spi.error.QueryException;

import org.apache.calcite.avatica.remote.Service;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.Optional;

/** Failures as Avatica says them; the one place where they become SQL states. */
final class Failures {
    private static final Logger log = LoggerFactory.getLogger(Failures.class);

    private Failures() {}

    static DoorException notARequest() {
        return new DoorException(
                "This is not a request of Avatica in protocol buffers or JSON",
                Service.ErrorResponse.UNKNOWN_ERROR_CODE,
                AvaticaError.BAD_REQUEST.sqlState());
    }

    /**
     * What the client gets.
     *
     * @param id told to the caller where the message is not
     */
    static DoorException of(RuntimeException failure, String id) {
        return switch (failure) {
            case DoorException ours -> ours;
            case QueryException e when e.code().kind() != ErrorKind.INTERNAL ->
                    new DoorException(message(e), number(e), SqlStates.of(e.code()));
            default -> internal(failure, id);
        };
    }

    /** The same service, whose failures are those that the client gets. */
    static Service translating(Service service, String id) {
        return (Service)
                Proxy.newProxyInstance(
                        Service.class.getClassLoader(),
                        new Class<?>[] {Service.class},
                        (proxy, method, arguments) -> {
                            try {
                                return method.invoke(service, arguments);
                            } catch (InvocationTargetException e) {
                                throw e.getCause() instanceof RuntimeException failure
                                        ? of(failure, id)
                                        : e;
                            }
                        });
    }

    private static DoorException internal(RuntimeException failure, String id) {
        log.error("{} failed", id, failure);
        return new DoorException(
                "Internal error; the server's log has it under " + id,
                Service.ErrorResponse.UNKNOWN_ERROR_CODE,
                "XX000");
    }

    /** 1 tells drivers that the connection is gone. */
    private static int number(QueryException failure) {
        return failure.code() == AvaticaError.UNKNOWN_CONNECTION
                ? Service.ErrorResponse.MISSING_CONNECTION_ERROR_CODE
                : failure.code() == AvaticaError.FORBIDDEN
                        ? Service.ErrorResponse.UNAUTHORIZED_ERROR_CODE
                        : failure.code().number() == 0
                                ? Service.ErrorResponse.UNKNOWN_ERROR_CODE
                                : failure.code().number();
    }

    private static String message(QueryException failure) {
        String text =
                Optional.ofNullable(failure.getMessage()).orElseGet(() -> failure.code().name());
        return failure.position().map(position -> position + ": " + text).orElse(text);
    }
}
