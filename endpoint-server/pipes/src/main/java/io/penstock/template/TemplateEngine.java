package io.penstock.template;

import com.google.common.collect.ImmutableMap;

import io.pebbletemplates.pebble.PebbleEngine;
import io.pebbletemplates.pebble.error.PebbleException;
import io.pebbletemplates.pebble.loader.StringLoader;
import io.pebbletemplates.pebble.node.BodyNode;
import io.pebbletemplates.pebble.node.RootNode;
import io.pebbletemplates.pebble.template.PebbleTemplate;
import io.pebbletemplates.pebble.template.PebbleTemplateImpl;
import io.penstock.spi.error.QueryException;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/**
 * Pebble, closed: no loader of files, no escaping, no access to methods of objects, and no template
 * but the trees that {@link PebbleTree} builds. Thread: safe for many at once.
 */
public final class TemplateEngine {
    private final PebbleEngine pebble;
    private final Optional<Function<String, Optional<String>>> secrets;

    /** An engine whose templates have no secrets. */
    public TemplateEngine() {
        this(name -> Optional.empty());
    }

    /**
     * An engine.
     *
     * @param secrets the values of secrets by their names, absent when not set
     */
    public TemplateEngine(Function<String, Optional<String>> secrets) {
        this(pebble(), Optional.of(secrets));
    }

    private TemplateEngine(
            PebbleEngine pebble, Optional<Function<String, Optional<String>>> secrets) {
        this.pebble = pebble;
        this.secrets = secrets;
    }

    /** The same for templates that callers bring, which must not ask for secrets. */
    public TemplateEngine withoutSecrets() {
        return new TemplateEngine(pebble, Optional.empty());
    }

    boolean hasSecrets() {
        return secrets.isPresent();
    }

    Function<String, Optional<String>> secrets() {
        return secrets.orElse(name -> Optional.empty());
    }

    private static PebbleEngine pebble() {
        return new PebbleEngine.Builder()
                .loader(new StringLoader())
                .strictVariables(false)
                .autoEscaping(false)
                .newLineTrimming(false)
                .cacheActive(false)
                .defaultLocale(Locale.ROOT)
                .methodAccessValidator((object, method) -> false)
                .build();
    }

    PebbleTemplate template(BodyNode body) {
        return new PebbleTemplateImpl(pebble, new RootNode(body), "SQL");
    }

    static void run(PebbleTemplate template, Rendering rendering) {
        try {
            template.evaluate(
                    Writer.nullWriter(),
                    ImmutableMap.of(Rendering.VARIABLE, rendering),
                    Locale.ROOT);
        } catch (PebbleException e) {
            // Pebble wraps what a condition throws.
            if (e.getCause() instanceof QueryException cause) {
                throw cause;
            }
            throw e;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
