package io.penstock.source.jdbc;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;

import io.penstock.spi.SourceFactory;
import io.penstock.testkit.Capability;
import io.penstock.testkit.MariaDbServer;
import io.penstock.testkit.SourceContract;

import org.junit.jupiter.api.condition.EnabledIf;

/** The contract over MariaDB. */
@EnabledIf(
        value = "io.penstock.testkit.MariaDbServer#isInstalled",
        disabledReason = MariaDbServer.MISSING)
class MariaDbContractTest extends SourceContract {

    @Override
    protected ImmutableSet<Capability> lacks() {
        return ImmutableSet.of(Capability.NOTICES_CHANGES);
    }

    @Override
    protected void makeTables() throws Exception {
        JdbcFixture.execute(
                MariaDbServer.url(""),
                "DROP DATABASE IF EXISTS contract",
                "CREATE DATABASE contract CHARACTER SET utf8mb4");
        JdbcFixture.execute(MariaDbServer.url("contract"), ContractTables.STATEMENTS);
    }

    @Override
    protected SourceFactory factory() {
        return new JdbcSourceFactory();
    }

    @Override
    protected ImmutableMap<String, String> settings() {
        return ImmutableMap.of(
                "JDBC_URL", MariaDbServer.url("contract"), "JDBC_SCHEMA", "contract");
    }

    @Override
    protected void addColumn() throws Exception {
        JdbcFixture.execute(MariaDbServer.url("contract"), ContractTables.ADD_COLUMN);
    }
}
