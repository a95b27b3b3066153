package io.penstock.source.files;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;

import io.penstock.spi.SourceFactory;
import io.penstock.testkit.Capability;
import io.penstock.testkit.SourceContract;

/** The contract over CSV files. */
class CsvContractTest extends SourceContract {

    @Override
    protected ImmutableSet<Capability> lacks() {
        return ImmutableSet.of(Capability.READS_ROWS, Capability.NOT_NULL);
    }

    @Override
    protected void makeTables() {
        new FilesFixture(project)
                .with(
                        "orders.csv",
                        "id,name,bought\n1,a,2020-01-01\n2,,2020-01-02\n3,c,2020-01-03\n")
                .with("things.csv", "x\n1\n");
    }

    @Override
    protected SourceFactory factory() {
        return new FilesSourceFactory();
    }

    @Override
    protected ImmutableMap<String, String> settings() {
        return ImmutableMap.of("FILES_PATH", "data");
    }

    @Override
    protected void addColumn() {
        new FilesFixture(project).with("orders.csv", "id,name,bought,extra\n1,a,2020-01-01,x\n");
    }
}
