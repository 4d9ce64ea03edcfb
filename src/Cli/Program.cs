using Hven.Cli;

return await HvenCommandLine.RunAsync(args, Terminal.Open(), CancellationToken.None);
