using Vectorizer.Server.Configuration;

namespace Vectorizer.Server.Hosting;

/// <summary>The folder of the node's data.</summary>
internal static class DataDirectory
{
    /// <summary>Makes the folder when it does not exist, and makes sure that files can be written there.</summary>
    /// <exception cref="StartupException">They cannot.</exception>
    public static void Prepare(string path)
    {
        try
        {
            Directory.CreateDirectory(path);
            string probe = Path.Combine(path, $".probe-{Guid.NewGuid():N}");
            using FileStream file = new(
                probe, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 1, FileOptions.DeleteOnClose);
            file.WriteByte(0);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new StartupException(
                $"server.data_dir: files cannot be written to {path}: {exception.Message} "
                + "Choose another folder with --server:data_dir=<folder>.");
        }
    }
}
