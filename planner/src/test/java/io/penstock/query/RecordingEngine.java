package io.penstock.query;

import com.google.common.collect.ImmutableList;

import io.penstock.spi.engine.BatchStream;
import io.penstock.spi.engine.Engine;
import io.penstock.spi.engine.EnginePlan;
import io.penstock.spi.engine.EngineStatus;
import io.penstock.spi.engine.QueryContext;
import io.penstock.spi.engine.ReadStatistics;
import io.penstock.spi.engine.ScanReader;

import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.Schema;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** An engine that notes what it is asked and answers without rows. */
final class RecordingEngine implements Engine {
    final List<EnginePlan> plans = new ArrayList<>();

    EnginePlan last() {
        return plans.get(plans.size() - 1);
    }

    @Override
    public String name() {
        return "recording";
    }

    @Override
    public synchronized BatchStream run(EnginePlan plan, ScanReader scans, QueryContext context) {
        plans.add(plan);
        return new NoRows(plan.schema());
    }

    private record NoRows(Schema schema) implements BatchStream {
        @Override
        public boolean next() {
            return false;
        }

        @Override
        public VectorSchemaRoot batch() {
            throw new IllegalStateException("no rows");
        }

        @Override
        public ReadStatistics statistics() {
            return ReadStatistics.NONE;
        }

        @Override
        public void cancel() {}

        @Override
        public void close() {}
    }

    @Override
    public void allow(ImmutableList<Path> folders) {}

    @Override
    public EngineStatus status() {
        return new EngineStatus(1, 0, 0, 0, 0, 0);
    }

    @Override
    public void close() {}
}
