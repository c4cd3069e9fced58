using Vectorizer.Server.Configuration;
using Vectorizer.Storage.Files;

namespace Vectorizer.Server.Hosting;

/// <summary>The name of this node.</summary>
internal static class NodeName
{
    /// <summary>
    /// The name that the data directory belongs to; for a new one the name of the machine. A laptop changes its name with
    /// the network it is in, and must find its data all the same.
    /// </summary>
    /// <exception cref="StartupException">The directory is not one of this version.</exception>
    public static string Of(string dataDir)
    {
        if (!File.Exists(Path.Combine(dataDir, DataDirectory.NodeFile)))
        {
            return Environment.MachineName;
        }

        try
        {
            return DataDirectory.ReadIdentity(Disk.ForThisMachine(), dataDir).Node;
        }
        catch (DataDirectoryException exception)
        {
            throw new StartupException($"server.data_dir: {exception.Message}");
        }
    }
}
