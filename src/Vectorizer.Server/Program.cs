using Vectorizer.Server.Configuration;
using Vectorizer.Server.Hosting;
using Vectorizer.Server.Hosting.Lifetime;

try
{
    await using WebApplication app = ServerHost.Build(args);
    await ServerHost.StartAsync(app, Console.Out);
    return await NodeLifetime.RunToEndAsync(app, Console.Error);
}
catch (StartupException exception)
{
    foreach (string reason in exception.Reasons)
    {
        await Console.Error.WriteLineAsync($"vectorizer cannot start: {reason}");
    }

    return 1;
}
