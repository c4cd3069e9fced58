using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Options;
using Orleans.Storage;
using Vectorizer.Client.Orleans;
using Vectorizer.Clustering.Persistence;
using Vectorizer.Grains.Storage;
using Vectorizer.Server.Api;
using Vectorizer.Server.Configuration;
using Vectorizer.Storage.Files;

namespace Vectorizer.Server.Hosting;

/// <summary>One node: a silo and the web API over it, in one process.</summary>
internal static class ServerHost
{
    /// <summary>Builds a server. Nothing listens yet, but the data directory is taken.</summary>
    /// <param name="args">Settings as <c>--server:port=15002</c>.</param>
    /// <param name="configure">Changes the services, for tests; may be null.</param>
    /// <exception cref="StartupException">The server cannot start like this.</exception>
    public static WebApplication Build(string[] args, Action<IServiceCollection>? configure = null)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder(args);
        (ServerOptions server, CpuOptions cpu, PersistenceOptions persistence, SnapshotOptions snapshots) = ReadOptions(builder);
        IPEndPoint endpoint = new(server.Address, server.Port);
        Ports.RequireFree(endpoint);
        string node = NodeName.Of(server.FullDataDir);

        ConsoleLog console = new();
        console.Configure(builder.Logging);
        builder.WebHost.ConfigureKestrel(WebServerLimits.Apply);
        builder.Host.UseOrleans(silo =>
        {
            Silo.Configure(silo, node, server.FullDataDir, cpu);
            Stores.AddGrainState(silo, persistence);
        });
        Stores.AddSnapshots(builder.Services, snapshots, persistence.AzureBlob);
        builder.Services.AddVectorizerClient();
        builder.Services.AddVectorizerApi();
        configure?.Invoke(builder.Services);

        WebApplication app = builder.Build();
        TakeData(app);

        // An address of the application's own: then those that images of .NET put into the environment are not even looked at.
        app.Urls.Add($"http://{endpoint}");
        app.Lifetime.ApplicationStarted.Register(console.Start);
        app.UseVectorizerApi();
        return app;
    }

    /// <summary>Starts the server and tells the console about it.</summary>
    /// <exception cref="StartupException">A store cannot be reached, or the port has been taken meanwhile.</exception>
    public static async Task StartAsync(WebApplication app, TextWriter console)
    {
        ServerOptions server = app.Services.GetRequiredService<IOptions<ServerOptions>>().Value;
        await Stores.ReachAsync(
            app.Services.GetRequiredService<IOptions<PersistenceOptions>>().Value,
            app.Services.GetRequiredService<IOptions<SnapshotOptions>>().Value);
        try
        {
            await app.StartAsync();
        }
        catch (IOException exception) when (exception.InnerException is AddressInUseException)
        {
            throw Ports.Refused(new IPEndPoint(server.Address, server.Port), SocketError.AddressAlreadyInUse);
        }

        await Banner.WriteAsync(console, new Uri(app.Urls.First()), server);
    }

    private static void TakeData(WebApplication app)
    {
        try
        {
            app.Services.GetRequiredService<NodeStorage>();
            app.Services.GetRequiredKeyedService<IGrainStorage>(VectorizerStorage.ProviderName);
        }
        catch (DiskException exception)
        {
            throw new StartupException($"server.data_dir: {exception.Message} Check the disk and the rights of this user.");
        }
        catch (DataDirectoryException exception)
        {
            throw new StartupException($"server.data_dir: {exception.Message}");
        }
    }

    private static (ServerOptions Server, CpuOptions Cpu, PersistenceOptions Persistence, SnapshotOptions Snapshots) ReadOptions(WebApplicationBuilder builder)
    {
        try
        {
            ServerOptions server = builder.Configuration.GetSection(ServerOptions.Section).Get<ServerOptions>() ?? new();
            CpuOptions cpu = builder.Configuration.GetSection(CpuOptions.Section).Get<CpuOptions>() ?? new();
            PersistenceOptions persistence = builder.Configuration.GetSection(PersistenceOptions.Section).Get<PersistenceOptions>() ?? new();
            SnapshotOptions snapshots = builder.Configuration.GetSection(SnapshotOptions.Section).Get<SnapshotOptions>() ?? new();
            server.Validate();
            cpu.Validate();
            persistence.Validate();
            snapshots.Validate(persistence.AzureBlob);
            builder.Services.AddSingleton(Options.Create(server));
            builder.Services.AddSingleton(Options.Create(persistence));
            builder.Services.AddSingleton(Options.Create(snapshots));
            return (server, cpu, persistence, snapshots);
        }
        catch (InvalidOperationException exception)
        {
            // What the binder says of a text that is not a number: it names the key.
            throw new StartupException(exception.Message);
        }
    }
}
