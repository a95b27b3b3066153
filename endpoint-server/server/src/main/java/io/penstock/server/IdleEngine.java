package io.penstock.server;

import com.google.common.collect.ImmutableList;

import io.penstock.spi.engine.BatchStream;
import io.penstock.spi.engine.Engine;
import io.penstock.spi.engine.EnginePlan;
import io.penstock.spi.engine.EngineStatus;
import io.penstock.spi.engine.QueryContext;
import io.penstock.spi.engine.ScanReader;

import java.nio.file.Path;

/** Stands where plans are made and none is run: starting a real engine takes half a second. */
final class IdleEngine implements Engine {
    @Override
    public String name() {
        return "none";
    }

    @Override
    public BatchStream run(EnginePlan plan, ScanReader scans, QueryContext context) {
        throw new IllegalStateException("nothing runs here: " + plan.sql());
    }

    @Override
    public void allow(ImmutableList<Path> readable) {}

    @Override
    public EngineStatus status() {
        return new EngineStatus(0, 0, 0, 0, 0, 0);
    }

    @Override
    public void close() {}
}
