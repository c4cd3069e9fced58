using System.Buffers.Binary;

namespace Vectorizer.Engine.Benchmarks.DataSets;

/// <summary>Reads the format in which MNIST is published.</summary>
/// <remarks>
/// <code>
/// offset  size       field
/// 0       2          zero
/// 2       1          type of an element: 8 is an unsigned byte
/// 3       1          number of dimensions d
/// 4       4·d        their lengths, big-endian
/// 4+4·d   …          the elements, the last dimension running fastest
/// </code>
/// </remarks>
internal static class IdxFile
{
    private const byte UnsignedBytes = 8;

    /// <summary>The elements of a file of unsigned bytes, as floats.</summary>
    /// <param name="file">The whole file.</param>
    /// <param name="dimension">Elements that one vector must have: the lengths behind the first, multiplied.</param>
    /// <exception cref="InvalidDataException">The file is none of unsigned bytes, or not as long as it says.</exception>
    public static float[] Read(ReadOnlySpan<byte> file, int dimension)
    {
        if (file.Length < 4 || file[0] != 0 || file[1] != 0)
        {
            throw new InvalidDataException("An idx file begins with two zeros, a type and a number of dimensions.");
        }

        if (file[2] != UnsignedBytes)
        {
            throw new InvalidDataException($"The elements are of type {file[2]}, and must be unsigned bytes ({UnsignedBytes}).");
        }

        int dimensions = file[3];
        int header = 4 + (4 * dimensions);
        if (dimensions < 2 || file.Length < header)
        {
            throw new InvalidDataException($"{file.Length} bytes hold no header of {dimensions} dimensions.");
        }

        long count = BinaryPrimitives.ReadUInt32BigEndian(file[4..]);
        long elements = 1;
        for (int i = 1; i < dimensions; i++)
        {
            elements *= BinaryPrimitives.ReadUInt32BigEndian(file[(4 + (4 * i))..]);
        }

        if (elements != dimension || file.Length - header != count * elements)
        {
            throw new InvalidDataException(
                $"{file.Length - header} bytes are no {count} vectors of {elements}; vectors of {dimension} are expected.");
        }

        float[] values = new float[file.Length - header];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = file[header + i];
        }

        return values;
    }
}
