using System.Runtime.InteropServices;

namespace Vectorizer.Engine.Benchmarks.DataSets;

/// <summary>Numbers one after the other in a file, little-endian, with nothing before or behind them.</summary>
internal static class ArrayFile
{
    public static T[] Read<T>(string path)
        where T : unmanaged
    {
        using FileStream file = File.OpenRead(path);
        T[] values = GC.AllocateUninitializedArray<T>((int)(file.Length / Marshal.SizeOf<T>()));
        file.ReadExactly(MemoryMarshal.AsBytes(values.AsSpan()));
        return values;
    }

    /// <summary>Writes under another name first: a file that exists is complete.</summary>
    public static void Write<T>(string path, ReadOnlySpan<T> values)
        where T : unmanaged
    {
        string partial = path + ".partial";
        using (FileStream file = File.Create(partial))
        {
            file.Write(MemoryMarshal.AsBytes(values));
        }

        File.Move(partial, path, overwrite: true);
    }
}
