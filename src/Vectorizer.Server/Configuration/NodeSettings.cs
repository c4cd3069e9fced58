using Vectorizer.Server.Hosting;

namespace Vectorizer.Server.Configuration;

/// <summary>All settings of a node, by section.</summary>
internal sealed record NodeSettings(
    ServerOptions Server,
    DiskOptions Disk,
    CpuOptions Cpu,
    PersistenceOptions Persistence,
    SnapshotOptions Snapshots,
    AutoSaveSettings AutoSave)
{
    /// <summary>Reads and checks the settings.</summary>
    /// <exception cref="StartupException">A value cannot be read, or is outside its range.</exception>
    public static NodeSettings Read(IConfiguration configuration, MachineMemory machine)
    {
        try
        {
            NodeSettings settings = new(
                configuration.GetSection(ServerOptions.Section).Get<ServerOptions>() ?? new(),
                configuration.GetSection(DiskOptions.Section).Get<DiskOptions>() ?? new(),
                configuration.GetSection(CpuOptions.Section).Get<CpuOptions>() ?? new(),
                configuration.GetSection(PersistenceOptions.Section).Get<PersistenceOptions>() ?? new(),
                configuration.GetSection(SnapshotOptions.Section).Get<SnapshotOptions>() ?? new(),
                configuration.GetSection(AutoSaveSettings.Section).Get<AutoSaveSettings>() ?? new());
            settings.Server.Validate();
            settings.Disk.Validate();
            settings.Cpu.Validate(machine);
            settings.Persistence.Validate();
            settings.Snapshots.Validate(settings.Persistence.AzureBlob);
            settings.AutoSave.Validate();
            return settings;
        }
        catch (InvalidOperationException exception)
        {
            // What the binder says of a text that is not a number: it names the key.
            throw new StartupException(exception.Message);
        }
    }
}
