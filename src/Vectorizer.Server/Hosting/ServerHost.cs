using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Options;
using Orleans.Storage;
using Vectorizer.Client.Orleans;
using Vectorizer.Clustering.Persistence;
using Vectorizer.Configuration;
using Vectorizer.Configuration.Sections;
using Vectorizer.Grains.Storage;
using Vectorizer.Server.Api;
using Vectorizer.Server.Api.Collections;
using Vectorizer.Server.Configuration;
using Vectorizer.Server.Hosting.Lifetime;
using Vectorizer.Server.Hosting.Logging;
using Vectorizer.Server.Metrics;
using Vectorizer.Storage.Files;

namespace Vectorizer.Server.Hosting;

/// <summary>One node: a silo and the web API over it, in one process.</summary>
internal static class ServerHost
{
    /// <summary>Builds a server. Nothing listens yet, but the data directory is taken.</summary>
    /// <param name="args">Settings as <c>--server:port=15002</c>, and <c>--config</c> with the path of a settings file.</param>
    /// <param name="configure">Changes the services, for tests; may be null.</param>
    /// <remarks>Where the settings turn vector registers off that are on, the process begins anew and this does not return.</remarks>
    /// <exception cref="StartupException">The server cannot start like this.</exception>
    public static WebApplication Build(string[] args, Action<IServiceCollection>? configure = null)
    {
        MachineMemory machine = MachineMemory.Read();
        NodeConfiguration configuration = StartupSettings.Read(args, machine);
        NodeSettings settings = configuration.Settings;
        VectorRegisters.Apply(settings.Performance.Cpu);
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();

        // What the web host would read besides, an appsettings.json above all, is checked by nobody.
        builder.Configuration.Sources.Clear();
        builder.Configuration.AddConfiguration(configuration.Root);

        LogLevels levels = new(settings.Logging.Level);
        ConsoleLog.Configure(builder.Logging, settings.Logging, levels);

        // A single category can still be set as anywhere in .NET, above that: Logging__LogLevel__Orleans=Information.
        builder.Logging.AddConfiguration(new ConfigurationBuilder().AddEnvironmentVariables().Build().GetSection("Logging"));
        ServerOptions server = settings.Server;
        builder.Services.AddSingleton(Options.Create(server));
        builder.Services.AddSingleton(Options.Create(settings.Logging));
        builder.Services.AddSingleton(Options.Create(settings.Limits));
        builder.Services.AddSingleton(Options.Create(settings.Persistence));
        builder.Services.AddSingleton(Options.Create(settings.Snapshots));
        builder.Services.AddSingleton(Options.Create(settings.Performance.Batch));
        builder.Services.AddSingleton(CollectionDefaults.Of(settings.Collections.Default));
        IPEndPoint endpoint = new(server.Address, server.Port);
        Ports.RequireFree(endpoint);
        string node = NodeName.Of(server.FullDataDir);

        builder.WebHost.ConfigureKestrel(options => WebServerLimits.Apply(options, settings.Limits));
        builder.WebHost.UseSockets(WebServerLimits.Apply);
        builder.Host.UseOrleans(silo =>
        {
            Silo.Configure(silo, node, settings, machine);
            Stores.AddGrainState(silo, settings.Persistence);
        });
        Stores.AddSnapshots(builder.Services, settings.Snapshots, settings.Persistence.AzureBlob);
        builder.Services.AddNodeLifetime(server.ShutdownGrace);
        builder.Services.AddHostedService(provider => new SettingsReload(
            configuration, args, levels, provider.GetRequiredService<ILogger<SettingsReload>>()));
        builder.Services.AddVectorizerClient(client => client.Parallel = settings.Performance.Batch.ParallelProcessing);
        builder.Services.AddVectorizerApi();
        builder.Services.AddVectorizerMetrics();
        configure?.Invoke(builder.Services);

        WebApplication app = builder.Build();
        TakeData(app);

        // An address of the application's own: then those that images of .NET put into the environment are not even looked at.
        app.Urls.Add($"http://{endpoint}");
        app.Lifetime.ApplicationStarted.Register(levels.Start);
        app.UseVectorizerApi();
        app.UseVectorizerMetrics();
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

        await Banner.WriteAsync(
            console, new Uri(app.Urls.First()), server, app.Services.GetRequiredService<IOptions<LoggingSettings>>().Value);
    }

    private static void TakeData(WebApplication app)
    {
        try
        {
            DiskSpace space = app.Services.GetRequiredService<NodeStorage>().Space;
            MachineLimits.Validate(space.LastKnown);

            // The first look makes the reserve, while there is room for it.
            space.Status();
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
}
