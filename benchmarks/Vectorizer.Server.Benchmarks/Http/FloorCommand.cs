using System.CommandLine;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Vectorizer.Abstractions.Search;
using Vectorizer.Server.Hosting;

namespace Vectorizer.Server.Benchmarks.Http;

/// <summary>Hosts the floor: the server as it is, but for <see cref="FloorSearches"/> in place of the searches.</summary>
internal static class FloorCommand
{
    public static Command Create()
    {
        Argument<string[]> settings = new("settings") { Description = "Settings of the server.", Arity = ArgumentArity.ZeroOrMore };
        Command command = new("floor", "Serves the web API without a search. The http command starts it.") { settings };
        command.TreatUnmatchedTokensAsErrors = false;
        command.SetAction(async (parsed, cancellationToken) =>
        {
            string[] args = [.. parsed.GetValue(settings) ?? [], .. parsed.UnmatchedTokens];
            await using WebApplication app = ServerHost.Build(
                args, services => services.AddSingleton<ILocalSearches>(new FloorSearches()));
            await ServerHost.StartAsync(app, Console.Out);
            await app.WaitForShutdownAsync(cancellationToken);
        });
        return command;
    }
}
