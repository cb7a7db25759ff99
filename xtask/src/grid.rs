//! The British national grid: eastings and northings to latitude and longitude.
//!
//! The formulas are those of Ordnance Survey's "A guide to coordinate systems in Great Britain", annexes B and C.
//! The seven-parameter shift is good to about 5 m anywhere in Great Britain, far finer than a postcode.

/// A point on WGS84, in degrees.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Position {
    pub latitude: f64,
    pub longitude: f64,
}

impl Position {
    /// The point at an OSGB36 easting and northing, both in metres.
    pub fn from_grid(easting: f64, northing: f64) -> Position {
        let airy = unproject(easting, northing);
        WGS84.geodetic(shift(AIRY_1830.cartesian(airy)))
    }
}

/// Latitude and longitude in radians on some ellipsoid.
#[derive(Debug, Clone, Copy)]
struct Angles {
    latitude: f64,
    longitude: f64,
}

#[derive(Debug, Clone, Copy)]
struct Cartesian {
    x: f64,
    y: f64,
    z: f64,
}

struct Ellipsoid {
    /// Semi-major axis in metres.
    a: f64,
    /// Semi-minor axis in metres.
    b: f64,
}

const AIRY_1830: Ellipsoid = Ellipsoid { a: 6_377_563.396, b: 6_356_256.909 };
const WGS84: Ellipsoid = Ellipsoid { a: 6_378_137.0, b: 6_356_752.314_245 };

impl Ellipsoid {
    fn eccentricity_squared(&self) -> f64 {
        1.0 - (self.b * self.b) / (self.a * self.a)
    }

    fn cartesian(&self, at: Angles) -> Cartesian {
        let e2 = self.eccentricity_squared();
        let nu = self.a / (1.0 - e2 * at.latitude.sin().powi(2)).sqrt();
        Cartesian {
            x: nu * at.latitude.cos() * at.longitude.cos(),
            y: nu * at.latitude.cos() * at.longitude.sin(),
            z: nu * (1.0 - e2) * at.latitude.sin(),
        }
    }

    fn geodetic(&self, at: Cartesian) -> Position {
        let e2 = self.eccentricity_squared();
        let p = at.x.hypot(at.y);
        let mut latitude = (at.z / (p * (1.0 - e2))).atan();
        // Converges by a factor of 150 a turn, so six turns are past the last bit.
        for _ in 0..6 {
            let nu = self.a / (1.0 - e2 * latitude.sin().powi(2)).sqrt();
            latitude = ((at.z + e2 * nu * latitude.sin()) / p).atan();
        }
        Position { latitude: latitude.to_degrees(), longitude: at.y.atan2(at.x).to_degrees() }
    }
}

/// Inverse transverse Mercator with the national grid's constants.
fn unproject(easting: f64, northing: f64) -> Angles {
    const SCALE: f64 = 0.999_601_271_7;
    const TRUE_EASTING: f64 = 400_000.0;
    const TRUE_NORTHING: f64 = -100_000.0;
    let phi0 = 49_f64.to_radians();
    let lambda0 = (-2_f64).to_radians();
    let Ellipsoid { a, b } = AIRY_1830;
    let e2 = AIRY_1830.eccentricity_squared();
    let n = (a - b) / (a + b);

    let meridian = |phi: f64| {
        let (minus, plus) = (phi - phi0, phi + phi0);
        let (n2, n3) = (n * n, n * n * n);
        b * SCALE
            * ((1.0 + n + 1.25 * n2 + 1.25 * n3) * minus
                - (3.0 * n + 3.0 * n2 + 21.0 / 8.0 * n3) * minus.sin() * plus.cos()
                + (15.0 / 8.0 * n2 + 15.0 / 8.0 * n3) * (2.0 * minus).sin() * (2.0 * plus).cos()
                - 35.0 / 24.0 * n3 * (3.0 * minus).sin() * (3.0 * plus).cos())
    };
    let mut phi = phi0 + (northing - TRUE_NORTHING) / (a * SCALE);
    for _ in 0..10 {
        phi += (northing - TRUE_NORTHING - meridian(phi)) / (a * SCALE);
    }

    let sin2 = phi.sin().powi(2);
    let nu = a * SCALE / (1.0 - e2 * sin2).sqrt();
    let rho = a * SCALE * (1.0 - e2) / (1.0 - e2 * sin2).powf(1.5);
    let eta2 = nu / rho - 1.0;
    let (t, sec) = (phi.tan(), 1.0 / phi.cos());
    let (t2, t4, t6) = (t.powi(2), t.powi(4), t.powi(6));

    let vii = t / (2.0 * rho * nu);
    let viii = t / (24.0 * rho * nu.powi(3)) * (5.0 + 3.0 * t2 + eta2 - 9.0 * t2 * eta2);
    let ix = t / (720.0 * rho * nu.powi(5)) * (61.0 + 90.0 * t2 + 45.0 * t4);
    let x = sec / nu;
    let xi = sec / (6.0 * nu.powi(3)) * (nu / rho + 2.0 * t2);
    let xii = sec / (120.0 * nu.powi(5)) * (5.0 + 28.0 * t2 + 24.0 * t4);
    let xiia = sec / (5040.0 * nu.powi(7)) * (61.0 + 662.0 * t2 + 1320.0 * t4 + 720.0 * t6);

    let d = easting - TRUE_EASTING;
    Angles {
        latitude: phi - vii * d.powi(2) + viii * d.powi(4) - ix * d.powi(6),
        longitude: lambda0 + x * d - xi * d.powi(3) + xii * d.powi(5) - xiia * d.powi(7),
    }
}

/// OSGB36 to WGS84: the published shift is for the other direction, so every sign is turned.
fn shift(from: Cartesian) -> Cartesian {
    const SCALE: f64 = 1.0 - 20.4894e-6;
    let (tx, ty, tz) = (446.448, -125.157, 542.060);
    let arcsecond = |seconds: f64| (seconds / 3600.0).to_radians();
    let (rx, ry, rz) = (arcsecond(0.1502), arcsecond(0.2470), arcsecond(0.8421));
    Cartesian {
        x: tx + SCALE * from.x - rz * from.y + ry * from.z,
        y: ty + rz * from.x + SCALE * from.y - rx * from.z,
        z: tz - ry * from.x + rx * from.y + SCALE * from.z,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn degrees(whole: f64, minutes: f64, seconds: f64) -> f64 {
        whole + minutes / 60.0 + seconds / 3600.0
    }

    #[test]
    fn the_worked_example_of_ordnance_survey() {
        // Annex C.2 of the guide: a point near Caister on the OSGB36 datum.
        let at = unproject(651_409.903, 313_177.270);
        let latitude = at.latitude.to_degrees();
        let longitude = at.longitude.to_degrees();
        // 0.0001 of an arcsecond is 3 mm.
        assert!((latitude - degrees(52.0, 39.0, 27.2531)).abs() < 0.0001 / 3600.0, "{latitude}");
        assert!((longitude - degrees(1.0, 43.0, 4.5177)).abs() < 0.0001 / 3600.0, "{longitude}");
    }

    #[test]
    fn known_places_to_within_ten_metres() {
        // Published WGS84 positions: Caister and Buckingham Palace (SW1A 1AA).
        for (easting, northing, latitude, longitude) in [
            (651_409.903, 313_177.270, 52.657_977, 1.716_052),
            (529_090.0, 179_645.0, 51.501_009, -0.141_588),
        ] {
            let at = Position::from_grid(easting, northing);
            assert!((at.latitude - latitude).abs() < 0.000_09, "{at:?}");
            assert!((at.longitude - longitude).abs() < 0.000_14, "{at:?}");
        }
    }
}
