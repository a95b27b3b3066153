package io.penstock.server.avatica;

import com.google.common.collect.ImmutableMap;

import io.penstock.spi.access.ReadPolicy;
import io.penstock.spi.engine.Caller;
import io.penstock.spi.engine.Door;

import org.apache.calcite.avatica.remote.ProtobufTranslationImpl;
import org.apache.calcite.avatica.remote.RemoteProtobufService;
import org.apache.calcite.avatica.remote.Service;

/** Speaks to a door as one of several callers, with the service that stands in the stock driver. */
final class DoorClient {
    private final AvaticaDoor door;
    private final Caller caller;
    private final Service service;

    DoorClient(AvaticaDoor door, String name) {
        this.door = door;
        this.caller = new Caller(name, name, Door.AVATICA, ReadPolicy.EVERYTHING);
        this.service =
                new RemoteProtobufService(
                        request -> send(request).body(), new ProtobufTranslationImpl());
    }

    AvaticaDoor.Answer send(byte[] request) {
        return door.call(door.context(caller, "test"), ImmutableMap.of(), request);
    }

    Caller caller() {
        return caller;
    }

    Service service() {
        return service;
    }

    void open(String connection) {
        service.apply(new Service.OpenConnectionRequest(connection, ImmutableMap.of()));
    }

    int statement(String connection) {
        return service.apply(new Service.CreateStatementRequest(connection)).statementId;
    }

    Service.ExecuteResponse execute(String connection, int statement, String sql) {
        return service.apply(
                new Service.PrepareAndExecuteRequest(connection, statement, sql, -1, 10));
    }

    Service.FetchResponse fetch(String connection, int statement, long offset) {
        return service.apply(new Service.FetchRequest(connection, statement, offset, 10));
    }
}
