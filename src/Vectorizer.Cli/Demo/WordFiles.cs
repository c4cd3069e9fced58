using System.Buffers.Binary;
using System.Diagnostics;
using System.Text;
using Vectorizer.Cli.Files;
using Vectorizer.Cli.Output;

namespace Vectorizer.Cli.Demo;

/// <summary>The words in the import format, made once: their vectors as .fvecs, and the words themselves as ids.</summary>
internal sealed record WordFiles(string Vectors, string Ids)
{
    /// <summary>Converts the package, unless that was done before.</summary>
    public static WordFiles Make(string package, string folder, Terminal terminal, CancellationToken cancellationToken)
    {
        WordFiles files = new(Path.Combine(folder, "words.fvecs"), Path.Combine(folder, "words.txt"));
        if (File.Exists(files.Vectors))
        {
            return files;
        }

        Stopwatch watch = Stopwatch.StartNew();
        terminal.Error.WriteLine($"Reading {Path.GetFileName(package)} …");
        Directory.CreateDirectory(folder);
        string vectorsDraft = files.Vectors + ".tmp";
        string idsDraft = files.Ids + ".tmp";
        (long words, long leftOut) = Convert(package, vectorsDraft, idsDraft, cancellationToken);

        // The vectors last: where they stand, the ids stand too.
        File.Move(idsDraft, files.Ids, overwrite: true);
        File.Move(vectorsDraft, files.Vectors, overwrite: true);
        terminal.Error.WriteLine(
            $"{Amounts.Count(words)} words converted in {Amounts.Duration(watch.Elapsed)}"
            + (leftOut == 0 ? "." : $"; {leftOut} left out, which cannot be an id of a point."));
        return files;
    }

    private static (long Words, long LeftOut) Convert(
        string package, string vectorsPath, string idsPath, CancellationToken cancellationToken)
    {
        using WinkEmbeddings embeddings = new(package);
        using FileStream vectors = File.Create(vectorsPath, bufferSize: 1024 * 1024);
        using StreamWriter ids = new(idsPath, append: false, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false))
        {
            NewLine = "\n",
        };
        float[] vector = new float[embeddings.Dimension];
        byte[] record = new byte[sizeof(int) + (vector.Length * sizeof(float))];
        BinaryPrimitives.WriteInt32LittleEndian(record, vector.Length);
        long words = 0;
        long leftOut = 0;
        while (embeddings.TryRead(vector))
        {
            cancellationToken.ThrowIfCancellationRequested();

            // The full stop is such a word: its path would be that of another resource.
            if (PointLimits.ProblemOfId(Encoding.UTF8.GetBytes(embeddings.Word)) is not null)
            {
                leftOut++;
                continue;
            }

            for (int i = 0; i < vector.Length; i++)
            {
                BinaryPrimitives.WriteSingleLittleEndian(record.AsSpan(sizeof(int) + (i * sizeof(float))), vector[i]);
            }

            vectors.Write(record);
            ids.WriteLine(embeddings.Word);
            words++;
        }

        return (words, leftOut);
    }
}
