using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Vectorizer.Server.Api.Problems;

namespace Vectorizer.Server.Api.Binary;

/// <summary>Walks through a binary body; what leads beyond its end is <c>malformed_binary</c>.</summary>
internal ref struct BinaryBody(ReadOnlySpan<byte> body)
{
    private const int Alignment = sizeof(float);

    private readonly ReadOnlySpan<byte> _body = body;

    /// <summary>Bytes read so far.</summary>
    public int Offset { get; private set; }

    private readonly int Left => _body.Length - Offset;

    /// <summary>The next bytes.</summary>
    public ReadOnlySpan<byte> Read(long length, string what)
    {
        if (length > Left)
        {
            throw Malformed($"{what} has {length} bytes from byte {Offset} on, and the body ends at byte {_body.Length}");
        }

        ReadOnlySpan<byte> bytes = _body.Slice(Offset, (int)length);
        Offset += (int)length;
        return bytes;
    }

    /// <summary>The next two bytes as a number.</summary>
    public ushort ReadUInt16(string what) => BinaryPrimitives.ReadUInt16LittleEndian(Read(sizeof(ushort), what));

    /// <summary>The next four bytes as a number.</summary>
    public uint ReadUInt32(string what) => BinaryPrimitives.ReadUInt32LittleEndian(Read(sizeof(uint), what));

    /// <summary>The four letters with which the body begins.</summary>
    public void ReadMagic(ReadOnlySpan<byte> magic, string shown)
    {
        if (!Read(magic.Length, "the magic").SequenceEqual(magic))
        {
            throw Malformed($"it does not begin with '{shown}'");
        }
    }

    /// <summary>The zeros that align what follows to floats.</summary>
    public void ReadPadding()
    {
        int offset = Offset;
        if (Read(-offset & (Alignment - 1), "the padding").ContainsAnyExcept((byte)0))
        {
            throw Malformed($"the padding at byte {offset} is not zero");
        }
    }

    /// <summary>The floats that fill the rest of the body.</summary>
    public float[] ReadFloats(int count, int dimension)
    {
        long bytes = sizeof(float) * (long)count * dimension;
        if (bytes != Left)
        {
            throw Malformed(
                $"{count} vectors of {dimension} floats have {bytes} bytes from byte {Offset} on, and {Left} are left");
        }

        float[] floats = GC.AllocateUninitializedArray<float>(count * dimension);
        Read(bytes, "the vectors").CopyTo(MemoryMarshal.AsBytes(floats.AsSpan()));
        return floats;
    }

    private static ProblemException Malformed(string reason)
        => new(ProblemKind.MalformedBinary, $"The binary body is malformed: {reason}.");
}
