package io.penstock.cli;

import picocli.CommandLine.Command;

@Command(name = "data", mixinStandardHelpOptions = true)
final class PipeDataCommand implements Runnable {
    @Override
    public void run() {}
}
