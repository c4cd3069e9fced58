using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace Vectorizer.Cli.Tests.Fixtures;

/// <summary>Files of vectors, written here byte by byte so that a mistake of the readers is not shared.</summary>
internal static class VectorFiles
{
    /// <summary>The vector of row r in generated files: its first number is the row.</summary>
    public static float[] Row(int row, int dimension) =>
        [.. Enumerable.Range(0, dimension).Select(i => i == 0 ? row : i / 8f)];

    public static byte[] Fvecs(params float[][] vectors) => [.. vectors.SelectMany(FvecsRecord)];

    public static byte[] Fvecs(int rows, int dimension) =>
        Fvecs([.. Enumerable.Range(0, rows).Select(row => Row(row, dimension))]);

    public static IEnumerable<byte> FvecsRecord(float[] vector) =>
        [.. Int32(vector.Length), .. vector.SelectMany(Float32)];

    public static byte[] Int32(int value)
    {
        byte[] bytes = new byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, value);
        return bytes;
    }

    public static byte[] Float32(float value)
    {
        byte[] bytes = new byte[4];
        BinaryPrimitives.WriteSingleLittleEndian(bytes, value);
        return bytes;
    }

    public static byte[] Float64(double value)
    {
        byte[] bytes = new byte[8];
        BinaryPrimitives.WriteDoubleLittleEndian(bytes, value);
        return bytes;
    }

    /// <summary>A .npy file with a header as NumPy pads it, to a multiple of 64 bytes.</summary>
    public static byte[] Npy(
        string shape, byte[] data, string type = "<f4", string fortranOrder = "False", byte major = 1)
    {
        string text = $"{{'descr': '{type}', 'fortran_order': {fortranOrder}, 'shape': ({shape}), }}";
        int lengthBytes = major == 1 ? 2 : 4;
        int padded = (((8 + lengthBytes + text.Length + 1) + 63) / 64 * 64) - 8 - lengthBytes;
        text = text.PadRight(padded - 1) + "\n";
        return
        [
            0x93, .. "NUMPY"u8, major, 0,
            .. Int32(padded)[..lengthBytes],
            .. Encoding.Latin1.GetBytes(text),
            .. data,
        ];
    }

    public static string JsonLine(int row, int dimension) =>
        $$$"""{"id":"p{{{row}}}","vector":[{{{string.Join(',', Row(row, dimension).Select(Text))}}}],"payload":{"row":{{{row}}}}}""";

    private static string Text(float value) => value.ToString(CultureInfo.InvariantCulture);
}
