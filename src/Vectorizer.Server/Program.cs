using Vectorizer.Server.Configuration;
using Vectorizer.Server.Hosting;

try
{
    await using WebApplication app = ServerHost.Build(args);
    await ServerHost.StartAsync(app, Console.Out);
    await app.WaitForShutdownAsync();
    return 0;
}
catch (StartupException exception)
{
    foreach (string reason in exception.Reasons)
    {
        await Console.Error.WriteLineAsync($"vectorizer cannot start: {reason}");
    }

    return 1;
}
