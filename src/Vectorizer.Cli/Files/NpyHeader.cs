using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Vectorizer.Cli.Files;

/// <summary>The head of a <c>.npy</c> file: what its array holds and where it begins.</summary>
/// <remarks>
/// <code>
/// offset  size    field
///      0     6    magic    0x93 "NUMPY"
///      6     2    version  major, minor
///      8  2 or 4  length of the text; 2 bytes in version 1, 4 bytes since version 2
///                 text     a Python dictionary: {'descr': '&lt;f4', 'fortran_order': False, 'shape': (3, 4), }
///                 the array
/// </code>
/// </remarks>
internal sealed partial record NpyHeader(long Rows, int Dimension, int ItemBytes, long DataOffset)
{
    private static ReadOnlySpan<byte> Magic => [0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y'];

    // NumPy pads the text to some 64 bytes. This bounds what a damaged length can make us read.
    private const int MaxTextBytes = 64 * 1024;

    /// <summary>Reads the head and leaves the stream behind it.</summary>
    /// <exception cref="CommandException">It is none, or it describes an array that is not supported.</exception>
    public static NpyHeader Read(Stream stream, string path)
    {
        byte[] start = ReadBytes(stream, 8, path);
        if (!start.AsSpan(0, 6).SequenceEqual(Magic))
        {
            throw Damage(path, "this is no .npy file: it does not begin with the magic bytes of one.");
        }

        int major = start[6];
        if (major is not (1 or 2))
        {
            throw Damage(path, $"version {major}.{start[7]} of the .npy format is not supported; 1.0 and 2.0 are.");
        }

        int lengthBytes = major == 1 ? 2 : 4;
        byte[] length = ReadBytes(stream, lengthBytes, path);
        long textBytes = major == 1
            ? BinaryPrimitives.ReadUInt16LittleEndian(length)
            : BinaryPrimitives.ReadUInt32LittleEndian(length);
        if (textBytes > MaxTextBytes)
        {
            throw Damage(path, $"the header claims {textBytes:N0} bytes; {MaxTextBytes:N0} are the most that is read.");
        }

        string text = Encoding.Latin1.GetString(ReadBytes(stream, (int)textBytes, path));
        (long rows, int dimension) = Shape(text, path);
        return new NpyHeader(rows, dimension, ItemBytesOf(text, path), start.Length + lengthBytes + textBytes);
    }

    private static int ItemBytesOf(string text, string path)
    {
        string type = Member(Descr(), text, path, "descr");
        if (Member(FortranOrder(), text, path, "fortran_order") == "True")
        {
            throw Damage(
                path,
                "the array is stored in columns (fortran_order). Save it in rows: np.save(file, np.ascontiguousarray(a)).");
        }

        return type switch
        {
            "<f4" => sizeof(float),
            "<f8" => sizeof(double),
            _ => throw Damage(
                path,
                $"the array holds '{type}'; '<f4' and '<f8' are supported. Convert it: np.save(file, a.astype('<f4'))."),
        };
    }

    private static (long Rows, int Dimension) Shape(string text, string path)
    {
        string shape = Member(ShapeOf(), text, path, "shape");
        string[] sizes = shape.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        if (sizes.Length != 2
            || !long.TryParse(sizes[0], NumberStyles.None, CultureInfo.InvariantCulture, out long rows)
            || !long.TryParse(sizes[1], NumberStyles.None, CultureInfo.InvariantCulture, out long columns))
        {
            throw Damage(path, $"the array has the shape ({shape}); two sizes are needed, a row for each vector.");
        }

        if (columns is < 1 or > PointLimits.MaxDimension)
        {
            throw Damage(path, $"the rows have {columns:N0} numbers; 1 to {PointLimits.MaxDimension:N0} are allowed.");
        }

        return (rows, (int)columns);
    }

    private static string Member(Regex pattern, string text, string path, string name)
    {
        Match match = pattern.Match(text);
        return match.Success ? match.Groups[1].Value : throw Damage(path, $"the header does not name '{name}'.");
    }

    private static byte[] ReadBytes(Stream stream, int count, string path)
    {
        byte[] bytes = new byte[count];
        return stream.ReadAtLeast(bytes, count, throwOnEndOfStream: false) == count
            ? bytes
            : throw Damage(path, "the file ends within its header.");
    }

    private static CommandException Damage(string path, string what) => new(ExitCode.BadInput, $"{path}: {what}");

    [GeneratedRegex("""['"]descr['"]\s*:\s*['"]([^'"]*)['"]""")]
    private static partial Regex Descr();

    [GeneratedRegex("""['"]fortran_order['"]\s*:\s*(True|False)""")]
    private static partial Regex FortranOrder();

    [GeneratedRegex("""['"]shape['"]\s*:\s*\(([^)]*)\)""")]
    private static partial Regex ShapeOf();
}
