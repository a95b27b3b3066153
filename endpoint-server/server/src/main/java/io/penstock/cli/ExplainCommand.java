package io.penstock.cli;

import picocli.CommandLine.Command;

@Command(name = "explain", mixinStandardHelpOptions = true)
final class ExplainCommand implements Runnable {
    @Override
    public void run() {}
}
