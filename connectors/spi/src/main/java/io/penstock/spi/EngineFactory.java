package io.penstock.spi;

import io.penstock.spi.engine.Engine;
import io.penstock.spi.engine.EngineSettings;

/**
 * Opens an engine. Found by {@link java.util.ServiceLoader}; has a public no-argument constructor.
 */
public interface EngineFactory {

    /** The engine's name in configuration and explanations: {@code duckdb}. */
    String name();

    /**
     * Starts the engine.
     *
     * @throws io.penstock.spi.error.QueryException when it can't start with these settings
     */
    Engine open(EngineSettings settings);
}
