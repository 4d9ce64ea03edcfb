namespace Hven.Sky;

/// <summary>A matrix of three by three that turns the axes of a frame; rows are named by their first index.</summary>
internal readonly record struct RotationMatrix(
    double Xx, double Xy, double Xz, double Yx, double Yy, double Yz, double Zx, double Zy, double Zz)
{
    internal static RotationMatrix Identity { get; } = new(1, 0, 0, 0, 1, 0, 0, 0, 1);

    internal RotationMatrix Transposed => new(Xx, Yx, Zx, Xy, Yy, Zy, Xz, Yz, Zz);

    /// <summary>
    /// The rotation nearest to a matrix that is one but for small errors: one step towards its polar factor, which squares them.
    /// </summary>
    internal RotationMatrix Orthonormalized
    {
        get
        {
            RotationMatrix cube = this * Transposed * this;
            return new(
                Refine(Xx, cube.Xx), Refine(Xy, cube.Xy), Refine(Xz, cube.Xz),
                Refine(Yx, cube.Yx), Refine(Yy, cube.Yy), Refine(Yz, cube.Yz),
                Refine(Zx, cube.Zx), Refine(Zy, cube.Zy), Refine(Zz, cube.Zz));
        }
    }

    /// <summary>Turns the axes about X, from Y towards Z; the argument in radians.</summary>
    internal static RotationMatrix AboutX(double angle)
    {
        (double sin, double cos) = Math.SinCos(angle);
        return new(1, 0, 0, 0, cos, sin, 0, -sin, cos);
    }

    /// <summary>Turns the axes about Y, from Z towards X; the argument in radians.</summary>
    internal static RotationMatrix AboutY(double angle)
    {
        (double sin, double cos) = Math.SinCos(angle);
        return new(cos, 0, -sin, 0, 1, 0, sin, 0, cos);
    }

    /// <summary>Turns the axes about Z, from X towards Y; the argument in radians.</summary>
    internal static RotationMatrix AboutZ(double angle)
    {
        (double sin, double cos) = Math.SinCos(angle);
        return new(cos, sin, 0, -sin, cos, 0, 0, 0, 1);
    }

    /// <summary>The left matrix after the right one.</summary>
    public static RotationMatrix operator *(in RotationMatrix left, in RotationMatrix right)
    {
        RotationMatrix columns = right.Transposed;
        DirectionVector x = columns.Row(0);
        DirectionVector y = columns.Row(1);
        DirectionVector z = columns.Row(2);
        return new(
            left.Row(0).Dot(x), left.Row(0).Dot(y), left.Row(0).Dot(z),
            left.Row(1).Dot(x), left.Row(1).Dot(y), left.Row(1).Dot(z),
            left.Row(2).Dot(x), left.Row(2).Dot(y), left.Row(2).Dot(z));
    }

    /// <summary>The components of a vector along the turned axes.</summary>
    internal DirectionVector Apply(in DirectionVector vector) =>
        new(
            (Xx * vector.X) + (Xy * vector.Y) + (Xz * vector.Z),
            (Yx * vector.X) + (Yy * vector.Y) + (Yz * vector.Z),
            (Zx * vector.X) + (Zy * vector.Y) + (Zz * vector.Z));

    private DirectionVector Row(int index) => index switch
    {
        0 => new(Xx, Xy, Xz),
        1 => new(Yx, Yy, Yz),
        _ => new(Zx, Zy, Zz),
    };

    private static double Refine(double element, double cubed) => (1.5 * element) - (0.5 * cubed);
}
