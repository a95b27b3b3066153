package io.penstock.pipe;

import java.util.Optional;

/** Where {@code tb_secret("NAME")} finds its value. Thread: safe for many at once. */
@FunctionalInterface
public interface SecretLookup {
    /** The secret's value, if there is one. */
    Optional<String> secret(String name);
}
