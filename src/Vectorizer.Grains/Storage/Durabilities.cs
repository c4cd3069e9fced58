using Vectorizer.Abstractions.Errors;
using Vectorizer.Abstractions.Segments;
using Vectorizer.Storage.Files;
using Vectorizer.Storage.Log;

namespace Vectorizer.Grains.Storage;

/// <summary>Durability as callers name it and as the log does.</summary>
internal static class Durabilities
{
    public static LogDurability ToLog(this Durability durability) => durability switch
    {
        Durability.Memory => LogDurability.Memory,
        Durability.Os => LogDurability.Os,
        _ => LogDurability.Fsync,
    };

    public static Durability ToCaller(this LogDurability durability) => durability switch
    {
        LogDurability.Memory => Durability.Memory,
        LogDurability.Os => Durability.Os,
        _ => Durability.Fsync,
    };

    /// <summary>Refuses a promise that this data directory cannot keep.</summary>
    /// <exception cref="VectorizerException"><c>invalid_argument</c>.</exception>
    public static void Check(Durability durability, DataDirectory data)
    {
        if (durability == Durability.Fsync && data.IsVolatile)
        {
            throw VectorizerException.InvalidArgument(
                "durability",
                $"The data directory '{data.FullPath}' is on {data.VolumeType}, which lives in memory: nothing there survives "
                + "a power failure, so 'fsync' cannot be promised. Ask for 'os' or 'memory', or move the data directory to a disk.");
        }
    }
}
