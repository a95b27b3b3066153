package io.penstock.engine.duckdb;

import io.penstock.spi.EngineFactory;
import io.penstock.spi.engine.Engine;
import io.penstock.spi.engine.EngineSettings;

/** Opens DuckDB inside this process. */
public final class DuckDbEngineFactory implements EngineFactory {
    /** The engine's name in configuration and explanations. */
    static final String NAME = "duckdb";

    /** For the service loader. */
    public DuckDbEngineFactory() {}

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Engine open(EngineSettings settings) {
        return new DuckDbEngine(settings);
    }
}
