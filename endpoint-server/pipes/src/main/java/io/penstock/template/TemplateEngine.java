package io.penstock.template;

import com.google.common.collect.ImmutableMap;

import io.pebbletemplates.pebble.PebbleEngine;
import io.pebbletemplates.pebble.error.PebbleException;
import io.pebbletemplates.pebble.extension.AbstractExtension;
import io.pebbletemplates.pebble.loader.StringLoader;
import io.pebbletemplates.pebble.template.EvaluationContext;
import io.pebbletemplates.pebble.template.PebbleTemplate;
import io.penstock.spi.error.QueryException;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Pebble, closed: no loader of files, no escaping, no access to methods of objects, and no text but
 * what {@link PebblePrinter} prints. Thread: safe for many at once.
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
                .extension(new Vocabulary())
                .strictVariables(false)
                .autoEscaping(false)
                .newLineTrimming(false)
                .cacheActive(false)
                .defaultLocale(Locale.ROOT)
                .methodAccessValidator((object, method) -> false)
                .build();
    }

    PebbleTemplate compile(String canonical) {
        return pebble.getLiteralTemplate(canonical);
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

    /** Our functions, by their printed names. */
    private static final class Vocabulary extends AbstractExtension {
        @Override
        public Map<String, io.pebbletemplates.pebble.extension.Function> getFunctions() {
            ImmutableMap.Builder<String, io.pebbletemplates.pebble.extension.Function> functions =
                    ImmutableMap.builder();
            for (PebbleFunction function : PebbleFunction.values()) {
                functions.put(function.pebble(), new Bridge(function));
            }
            return functions.buildOrThrow();
        }
    }

    /**
     * One function of ours as Pebble calls it: the first argument is a number, the others are
     * values.
     */
    private record Bridge(PebbleFunction function)
            implements io.pebbletemplates.pebble.extension.Function {
        @Override
        public @Nullable List<String> getArgumentNames() {
            return null;
        }

        @Override
        public Object execute(
                Map<String, Object> arguments,
                PebbleTemplate self,
                EvaluationContext context,
                int line) {
            if (!(arguments.get("0") instanceof Number number)) {
                throw new IllegalStateException("no number");
            }
            Rendering rendering = (Rendering) context.getVariable(Rendering.VARIABLE);
            List<Object> values = new ArrayList<>(arguments.size());
            for (int i = 1; i < arguments.size(); i++) {
                values.add(arguments.get(Integer.toString(i)));
            }
            return rendering.call(function, number.intValue(), values);
        }
    }
}
